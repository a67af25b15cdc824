package bench

default outcome := 0

outcome := 2 if {
	chances_used_up
} else := 1 if {
	denied
}

chances_used_up if input.closures >= 3

denied if score_too_low

denied if no_score

denied if not input.shop_opened

denied if not input.account_can_log_in

denied if input.shop_status != "normal"

denied if not input.brand_documents.uploaded

denied if not input.brand_documents.authentic

denied if not input.brand_documents.compliant

score_too_low if {
	input.experience_score != null
	input.experience_score < 4
}

no_score if {
	input.experience_score == null
	not newly_joined
}

newly_joined if {
	input.joined_on != null
	joined := time.parse_rfc3339_ns(concat("", [input.joined_on, "T00:00:00Z"]))
	time.parse_rfc3339_ns("2022-11-01T00:00:00Z") - joined <= ((60 * 24) * 3600) * 1000000000
}

applied contains "chances_used_up" if chances_used_up

applied contains "score_too_low" if score_too_low

applied contains "no_score" if no_score

applied contains "no_shop" if not input.shop_opened

applied contains "cannot_log_in" if not input.account_can_log_in

applied contains "shop_not_normal" if input.shop_status != "normal"

applied contains "documents_not_uploaded" if not input.brand_documents.uploaded

applied contains "documents_not_authentic" if not input.brand_documents.authentic

applied contains "documents_not_compliant" if not input.brand_documents.compliant

verdict := [outcome, applied]
