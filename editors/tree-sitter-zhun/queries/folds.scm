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
  (use_names)
  (doc_comment)+
] @fold
