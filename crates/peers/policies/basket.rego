package bench

default outcome := 1

outcome := 0 if {
	every product in input.room.products { may_be_promoted(product) }
}

may_be_promoted(product) if product.seller_id == input.promoter.id

may_be_promoted(product) if product.has_commission

may_be_promoted(product) if {
	some task in input.v_tasks
	task.seller_id == product.seller_id
	task.creator_id == input.room.host_id
	task.created_by == "creator"
}
