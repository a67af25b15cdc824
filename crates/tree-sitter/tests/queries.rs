use zhun_tree_sitter as _;
