; Neovim: what stands in brackets is indented, and what goes on after the first line of a define, a parameter, a field.

[
  (block)
  (fields)
  (enum_body)
  (history)
  (record)
  (choose)
  (choose_word)
  (list)
  (arguments)
  (parameters)
  (use_names)
] @indent.begin

[
  (define_item)
  (param_item)
  (field)
] @indent.begin

["}" "]" ")"] @indent.branch @indent.end

[
  (comment)
  (doc_comment)
] @indent.ignore

(ERROR) @indent.auto
