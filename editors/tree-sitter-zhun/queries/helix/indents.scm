; Helix: what stands in brackets is indented, and what goes on after the first line of an item.

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
  (define_item)
  (param_item)
] @indent

["}" "]" ")"] @outdent
