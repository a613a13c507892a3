package tier_test

import (
	"strings"
	"testing"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
)

// text writes lines as Conditions does.
func text(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

// The textbook's cases, as customers read them. Those of case A are the
// platform's own, letter for letter.
func TestConditionsOfTheTextbook(t *testing.T) {
	tests := []struct {
		why     string
		program string
		chinese string
		english string
	}{
		{"case A", caseA, text(
			"入会规则",
			"您需要在本店累计消费金额达到100.0元或者消费次数达到3次,才可以申请成为本店会员,解释权归本店铺所有",
			"普通会员:",
			"1、累计在本店铺消费金额达到100.0元",
			"2、累计在本店铺消费次数达3次",
			"高级会员:",
			"1、累计在本店铺消费金额达到200.0元",
			"2、累计在本店铺消费次数达5次",
			"VIP会员:",
			"1、累计在本店铺消费金额达到500.0元",
			"2、累计在本店铺消费次数达10次",
			"至尊VIP:",
			"1、累计在本店铺消费金额达到2000.0元",
			"2、累计在本店铺消费次数达20次",
			"满足以上会员等级条件中任意一个条件即可,解释权归本店铺所有",
		), text(
			"Membership",
			"You can become a member by joining once you have 100.00 spent in total or 3 orders in total.",
			"普通会员:",
			"1. 100.00 spent in total",
			"2. 3 orders in total",
			"高级会员:",
			"1. 200.00 spent in total",
			"2. 5 orders in total",
			"VIP会员:",
			"1. 500.00 spent in total",
			"2. 10 orders in total",
			"至尊VIP:",
			"1. 2000.00 spent in total",
			"2. 20 orders in total",
			"Meeting any one of a tier's conditions is enough.",
		)},
		{"case B", caseB, text(
			"入会规则",
			"您只需申请即可成为本店会员,解释权归本店铺所有",
			"普通:",
			"1、成为会员即可享有,长期有效",
			"高级:",
			"1、累计在本店铺消费金额达到500.0元",
			"VIP:",
			"1、累计在本店铺消费金额达到2000.0元,且累计在本店铺消费次数达5次",
			"至尊:",
			"1、最近12个月内在本店铺消费金额达到5000.0元,且累计在本店铺互动次数达10次",
			"满足以上会员等级条件即可,解释权归本店铺所有",
		), text(
			"Membership",
			"You become a member by joining.",
			"普通:",
			"1. for every member, without end",
			"高级:",
			"1. 500.00 spent in total",
			"VIP:",
			"1. 2000.00 spent in total and 5 orders in total",
			"至尊:",
			"1. 5000.00 spent in the last 12 months and 10 interactions in total",
		)},
		{"case D, free", caseD[0],
			text("入会规则", "您只需申请即可成为本店会员,解释权归本店铺所有", "会员:", "1、成为会员即可享有,长期有效", "满足以上会员等级条件即可,解释权归本店铺所有"),
			text("Membership", "You become a member by joining.", "会员:", "1. for every member, without end")},
		{"case D, by spend", caseD[1],
			text("入会规则", "您需要在本店累计消费金额达到300.0元,才可以申请成为本店会员,解释权归本店铺所有", "会员:", "1、累计在本店铺消费金额达到300.0元", "满足以上会员等级条件即可,解释权归本店铺所有"),
			text("Membership", "You can become a member by joining once you have 300.00 spent in total.", "会员:", "1. 300.00 spent in total")},
		{"case D, paid", caseD[2],
			text("入会规则", "您购买会员资格后即可成为本店会员,解释权归本店铺所有"),
			text("Membership", "You become a member by buying a membership.")},
	}
	for _, tt := range tests {
		engine := load(tt.program, shanghai)
		for _, language := range []tier.Language{"", tier.Chinese} {
			if diff := cmp.Diff(tt.chinese, engine.Conditions(tier.Wording{Language: language})); diff != "" {
				t.Errorf("%s in Chinese (-want +got):\n%s", tt.why, diff)
			}
		}
		if diff := cmp.Diff(tt.english, engine.Conditions(tier.Wording{Language: tier.English})); diff != "" {
			t.Errorf("%s in English (-want +got):\n%s", tt.why, diff)
		}
	}
}

// The fair copy of case C: the window is named in every condition.
func TestConditionsOfCaseC(t *testing.T) {
	engine := load(caseC, shanghai)
	chinese := engine.Conditions(tier.Wording{})
	if want := text(
		"入会规则",
		"您在本店前6个自然月内消费次数达到1次或者前6个自然月内消费金额达到50.0元,即自动成为本店会员,解释权归本店铺所有",
		"一星:",
		"1、前6个自然月内在本店铺消费次数达1次",
		"2、前6个自然月内在本店铺消费金额达到50.0元",
	); !strings.HasPrefix(chinese, want) {
		t.Errorf("%s\ndoes not begin with\n%s", chinese, want)
	}
	if got, want := strings.Count(chinese, "前6个自然月内在本店铺"), 10; got != want {
		t.Errorf("%d conditions, want %d", got, want)
	}
	english := engine.Conditions(tier.Wording{Language: tier.English})
	if want := text(
		"Membership",
		"You become a member with 1 order in the 6 calendar months before this one or 50.00 spent in the 6 calendar months before this one.",
		"一星:",
		"1. 1 order in the 6 calendar months before this one",
		"2. 50.00 spent in the 6 calendar months before this one",
	); !strings.HasPrefix(english, want) {
		t.Errorf("%s\ndoes not begin with\n%s", english, want)
	}
}

// missingLines returns which of the lines a text lacks.
func missingLines(text string, lines []string) []string {
	var missing []string
	for _, l := range lines {
		if !strings.Contains("\n"+text, "\n"+l+"\n") {
			missing = append(missing, l)
		}
	}
	return missing
}

// Each measure and window in both languages.
func TestConditionsOfEachMinimum(t *testing.T) {
	for minimum, want := range map[string][2]string{
		"spend 99.5":                     {"累计在本店铺消费金额达到99.5元", "99.50 spent in total"},
		"spend 99.555":                   {"累计在本店铺消费金额达到99.555元", "99.555 spent in total"},
		"spend 100 lifetime":             {"累计在本店铺消费金额达到100.0元", "100.00 spent in total"},
		"spend 1e3 last 1 day":           {"最近1天内在本店铺消费金额达到1000.0元", "1000.00 spent in the last 1 day"},
		"spend 100 last 365 days":        {"最近365天内在本店铺消费金额达到100.0元", "100.00 spent in the last 365 days"},
		"orders 1 last 1 month":          {"最近1个月内在本店铺消费次数达1次", "1 order in the last 1 month"},
		"orders 2 last 12 months":        {"最近12个月内在本店铺消费次数达2次", "2 orders in the last 12 months"},
		"orders 2 previous 1 month":      {"前1个自然月内在本店铺消费次数达2次", "2 orders in the 1 calendar month before this one"},
		"interactions 1 month to date":   {"本自然月内在本店铺互动次数达1次", "1 interaction in this calendar month"},
		"interactions 9 year to date":    {"本自然年内在本店铺互动次数达9次", "9 interactions in this calendar year"},
		"counter:评价 3 quarter to date":   {"本季度内在本店铺“评价”次数达3次", "3 × 评价 in this calendar quarter"},
		"counter:评价 3 half-year to date": {"本半年度内在本店铺“评价”次数达3次", "3 × 评价 in this calendar half-year"},
	} {
		engine := engineOf(t, entries(minimum))
		if lines := missingLines(engine.Conditions(tier.Wording{}), []string{"1、" + want[0]}); lines != nil {
			t.Errorf("%s: %q is missing in\n%s", minimum, lines, engine.Conditions(tier.Wording{}))
		}
		english := tier.Wording{Language: tier.English}
		if lines := missingLines(engine.Conditions(english), []string{"1. " + want[1]}); lines != nil {
			t.Errorf("%s: %q is missing in\n%s", minimum, lines, engine.Conditions(english))
		}
	}
}

// A rule that the customer can read for each policy: with it the lines are
// there, without it they are not.
func TestConditionsOfEachPolicy(t *testing.T) {
	rolling := func(change func(*tier.Program)) tier.Program {
		p := entries("spend 100", "spend 200")
		p.Term = "365 days"
		change(&p)
		return p
	}
	tests := []struct {
		why     string
		change  func(*tier.Program)
		chinese []string
		english []string
	}{
		{"automatic", func(p *tier.Program) {},
			[]string{"您在本店累计消费金额达到100.0元,即自动成为本店会员,解释权归本店铺所有"},
			[]string{"You become a member with 100.00 spent in total."}},
		{"everybody", func(p *tier.Program) { p.Tiers[0].AnyOf = nil },
			[]string{"本店顾客均自动成为本店会员,解释权归本店铺所有"},
			[]string{"Every customer is a member."}},
		{"opt-in", func(p *tier.Program) { p.Enrollment = tier.OptIn },
			[]string{"您需要在本店累计消费金额达到100.0元,才可以申请成为本店会员,解释权归本店铺所有"},
			[]string{"You can become a member by joining once you have 100.00 spent in total."}},
		{"counting from joining", func(p *tier.Program) { p.Enrollment, p.CountFrom = tier.OptIn, tier.FromJoin },
			[]string{"仅计入会之后的消费和互动"},
			[]string{"Only what you do after joining counts."}},
		{"days", func(p *tier.Program) {},
			[]string{"会员有效期", "会员等级自获得之时起有效,有效期365天,自次日起计算"},
			[]string{"Validity", "A tier is valid for 365 days, counted from the day after you reach it."}},
		{"months", func(p *tier.Program) { p.Term = "2 half-years" },
			[]string{"会员等级自获得之时起有效,有效期12个月,自次日起计算"},
			[]string{"A tier is valid for 12 months, counted from the day after you reach it."}},
		{"one week", func(p *tier.Program) { p.Term = "1 week" },
			[]string{"会员等级自获得之时起有效,有效期7天,自次日起计算"},
			[]string{"A tier is valid for 7 days, counted from the day after you reach it."}},
		{"end of quarter", func(p *tier.Program) { p.Term = "end of quarter" },
			[]string{"会员等级自获得之时起有效,至当季度末为止"}, []string{"A tier is valid to the end of the calendar quarter in which you reach it."}},
		{"end of next year", func(p *tier.Program) { p.Term = "end of next year" },
			[]string{"会员等级自获得之时起有效,至次年年末为止"}, []string{"A tier is valid to the end of the calendar year after the one in which you reach it."}},
		{"requalify", func(p *tier.Program) {},
			[]string{"有效期内再次消费或互动并满足所持等级条件的,有效期自当日起重新计算"},
			[]string{"An order or interaction with which you meet the conditions of your tier again starts its term anew."}},
		{"renewal", func(p *tier.Program) {},
			[]string{"到期时满足所持等级条件的,自动续期"},
			[]string{"At the end of the term your tier is renewed if you meet its conditions."}},
		{"keep rules", func(p *tier.Program) { p.Tiers[1].Keep = rules("orders 1 last 12 months & counter:评价 2 | spend 9") },
			[]string{"到期时满足所持等级条件或保级条件的,自动续期", "1保级条件:", "1、最近12个月内在本店铺消费次数达1次,且累计在本店铺“评价”次数达2次", "2、累计在本店铺消费金额达到9.0元"},
			[]string{"At the end of the term your tier is renewed if you meet its conditions or those for keeping it.", "To keep 1:", "1. 1 order in the last 12 months and 2 × 评价 in total", "2. 9.00 spent in total"}},
		{"grace", func(p *tier.Program) { p.Grace = "1 month" },
			[]string{"到期时未满足的,等级再保留1个月,期间满足条件即恢复"},
			[]string{"If not, you hold it for another 1 month, within which meeting them restores it."}},
		{"one step", func(p *tier.Program) { p.Lapse = tier.OneStep },
			[]string{"到期时未满足的,降低一个等级,已是最低等级的取消会员资格"}, []string{"Otherwise you go down one tier; from the lowest, membership ends."}},
		{"to base", func(p *tier.Program) { p.Lapse = tier.ToBase },
			[]string{"到期时未满足的,降至所满足的等级,至少保留最低等级,已是最低等级的取消会员资格"}, []string{"Otherwise you go down to the tier whose conditions you meet, at least the lowest; from the lowest, membership ends."}},
		{"to what is met", func(p *tier.Program) {},
			[]string{"到期时未满足的,降至所满足的等级,均不满足的取消会员资格"}, []string{"Otherwise you go down to the tier whose conditions you meet; if there is none, membership ends."}},
		{"restated", func(p *tier.Program) { p.Refunds = tier.Restated },
			[]string{"发生退款的,会员等级按扣除退款后的消费重新计算"},
			[]string{"After a refund your tier is computed anew without what was refunded."}},
	}
	plainest := engineOf(t, entries("orders 1"))
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			if tt.why == "everybody" { // register-to-join has no end, and nothing else to say
				tt.change = func(p *tier.Program) { p.Tiers[0].AnyOf, p.Term = nil, "" }
			}
			engine := engineOf(t, rolling(tt.change))
			for _, w := range []struct {
				language tier.Language
				lines    []string
			}{{tier.Chinese, tt.chinese}, {tier.English, tt.english}} {
				got := engine.Conditions(tier.Wording{Language: w.language})
				if lines := missingLines(got, w.lines); lines != nil {
					t.Errorf("%q is missing in\n%s", lines, got)
				}
				without := plainest.Conditions(tier.Wording{Language: w.language})
				if len(missingLines(without, w.lines)) != len(w.lines) {
					t.Errorf("said without reason:\n%s", without)
				}
			}
		})
	}
}

// What the customer reads must be what is decided.
func TestConditionsDoNotMislead(t *testing.T) {
	// After a window has been named, the lifetime has to be named again.
	mixed := engineOf(t, entries("spend 100 | orders 3 last 30 days | orders 9"))
	if chinese := mixed.Conditions(tier.Wording{}); !strings.Contains(chinese, "或者最近30天内消费次数达到3次或者累计消费次数达到9次") {
		t.Errorf("nine orders seem to be asked for within 30 days:\n%s", chinese)
	}
	// Whoever is in the base tier by joining never loses it.
	p := entries("", "spend 100")
	p.Term = "1 year"
	for _, lapse := range []tier.Lapse{tier.ToQualified, tier.OneStep, tier.ToBase} {
		p.Lapse = lapse
		engine := engineOf(t, p)
		if chinese := engine.Conditions(tier.Wording{}); strings.Contains(chinese, "取消会员资格") {
			t.Errorf("%s: a base tier without end seems to end:\n%s", lapse, chinese)
		}
		if english := engine.Conditions(tier.Wording{Language: tier.English}); strings.Contains(english, "membership ends") {
			t.Errorf("%s: a base tier without end seems to end:\n%s", lapse, english)
		}
	}
	// 仍 (still) needs a grace before it.
	p = entries("spend 100")
	p.Term = "1 year"
	if chinese := engineOf(t, p).Conditions(tier.Wording{}); strings.Contains(chinese, "仍未满足") {
		t.Errorf("still unmet, but there was no grace:\n%s", chinese)
	}
}

// The shop's own lines stand before and after, and its currency where it is
// written in each language.
func TestConditionsInTheShopsWords(t *testing.T) {
	engine := load(caseD[1], shanghai)
	bare := engine.Conditions(tier.Wording{})
	got := engine.Conditions(tier.Wording{Header: "小店会员", Footer: "谢谢惠顾\n欢迎再来"})
	if want := "小店会员\n" + bare + "谢谢惠顾\n欢迎再来\n"; got != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
	got = engine.Conditions(tier.Wording{Currency: "美元"})
	if want := strings.ReplaceAll(bare, "元", "美元"); got != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
	got = engine.Conditions(tier.Wording{Language: tier.English, Currency: "US$", Header: "Our shop", Footer: "Thank you"})
	want := text("Our shop", "Membership", "You can become a member by joining once you have US$300.00 spent in total.", "会员:", "1. US$300.00 spent in total", "Thank you")
	if got != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
	// An unknown language is not a reason to show nothing.
	if got := engine.Conditions(tier.Wording{Language: "fr"}); got != bare {
		t.Errorf("in French:\n%s", got)
	}
	// A tier without a name is called by its ID.
	if got := engineOf(t, entries("spend 1")).Conditions(tier.Wording{}); missingLines(got, []string{"0:"}) != nil {
		t.Errorf("no line for the tier 0:\n%s", got)
	}
}
