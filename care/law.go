package care

// China returns what is asked of commercial texts in mainland China.
//
// Law is the Provisions on the Administration of Short Message Services
// (通信短信息服务管理规定, Order 31 of 2015 of the Ministry of Industry and
// Information Technology), articles 18 to 21: consent first, and with every
// text an easy way to refuse further ones. A revision in force from May 2026
// is reported; it has not been looked at.
//
// Custom is the rest. The provisions name no hours; platforms carry commercial
// texts from 08:00 to 22:00 (Huawei Cloud Message & SMS) or to 21:00 (Huawei Cloud
// IoTCom), of which this is the stricter. They ask for the sender's signature,
// in 【】, and for a wording such as 拒收请回复R; which one depends on the platform.
func China() Law {
	return Law{
		Quiet:     []Window{{From: "21:00", To: "08:00"}},
		OptOut:    []string{"拒收请回复R", "退订回T", "回T退订", "退订回N", "回N退订"},
		Signature: true,
	}
}

// UnitedStates returns what is asked of commercial calls and texts in the United
// States. Some states ask for more.
//
// Law is 47 CFR 64.1200(c)(1): no telephone solicitation before 8 a.m. or after
// 9 p.m., local time at the called party's location. A call that the customer
// has invited is no solicitation, by (f); whether a text is one, courts are asked.
// The hours here are for all. By (a)(10) a customer may revoke consent in any
// reasonable way; replies such as "stop", "quit", "end", "revoke", "opt out",
// "cancel" and "unsubscribe" always count.
//
// Custom is that the text itself offers STOP, as the Messaging Principles and
// Best Practices of the CTIA have it.
func UnitedStates() Law {
	return Law{
		Quiet:  []Window{{From: "21:00", To: "08:00"}},
		OptOut: []string{"STOP"},
	}
}

// EuropeanUnion returns what is asked of commercial e-mail and texts everywhere in
// the European Union. Member states ask for more; see [France].
//
// Law is article 13 of Directive 2002/58/EC: by (1), consent first; by (4), no
// message without a valid address to which a request to stop can be sent, or
// with the identity of the sender concealed. It has no hours.
//
// Custom is the wording, of which these are English ones: add those of
// the languages of your messages.
func EuropeanUnion() Law {
	return Law{OptOut: []string{"STOP", "unsubscribe", "opt out"}}
}

// France returns what is asked of commercial calls and texts in France. Calls and
// texts differ; the hours are those of calls, which are the stricter and are
// within those of texts. The programme's holidays are to be the French ones.
//
// Law, of calls, is article D. 223-9 of the Code de la consommation (décret
// n° 2022-1313): from Monday to Friday, holidays aside, from 10:00 to 13:00 and
// from 14:00 to 20:00 by the consumer's clock, and at most four in 30 days, which a
// [Cap] can hold. Express consent lifts the days and hours, not here. Consent is
// always needed from 11 August 2026 on, by article L. 223-1 (loi n° 2025-594).
//
// Custom, of texts, is the operators' charter for business messaging (af2m, 2024):
// working days from 08:00 to 22:00, and STOP to refuse, usually as "STOP au 36xxx".
func France() Law {
	return Law{
		Quiet: []Window{
			{From: "00:00", To: "10:00"},
			{From: "13:00", To: "14:00"},
			{From: "20:00", To: "24:00"},
			{From: "00:00", To: "24:00", On: []string{"saturday", "sunday", "holiday"}},
		},
		OptOut: []string{"STOP"},
	}
}
