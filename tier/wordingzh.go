package tier

import (
	"fmt"

	"example.com/membership/internal/civil"
)

func (t *conditions) chinese(e *Engine) {
	p := t.program
	if t.currency == "" {
		t.currency = "元"
	}
	t.line("入会规则")
	t.line(t.zhEntrance(), ",解释权归本店铺所有")
	if p.Enrollment == Nobody {
		return
	}
	if p.CountFrom == FromJoin {
		t.line("仅计入会之后的消费和互动")
	}
	for _, tier := range p.Tiers {
		t.line(tier.Name, ":")
		t.numbered("、", tier.AnyOf, t.zhAlternative)
		if len(tier.AnyOf) == 0 {
			t.line("1、成为会员即可享有,长期有效")
		}
	}
	if p.choice() {
		t.line("满足以上会员等级条件中任意一个条件即可,解释权归本店铺所有")
	} else {
		t.line("满足以上会员等级条件即可,解释权归本店铺所有")
	}
	if p.Refunds == Restated {
		t.line("发生退款的,会员等级按扣除退款后的消费重新计算")
	}
	if !e.term.permanent {
		t.zhTerm(e)
	}
}

func (t *conditions) zhEntrance() string {
	p := t.program
	entry := p.lowestEntry()
	switch {
	case p.Enrollment == Nobody:
		return "您购买会员资格后即可成为本店会员"
	case len(entry) == 0 && p.Enrollment == Automatic:
		return "本店顾客均自动成为本店会员"
	case len(entry) == 0:
		return "您只需申请即可成为本店会员"
	}
	said := "" // the window of the minimum before
	wanted := join(entry, "或者", func(_ int, alternative Alternative) string {
		return join(alternative, "且", func(_ int, m Minimum) string {
			over := zhWindow(m.Over)
			if over == zhLifetime && said == over {
				return t.zhMeasure(m, "达到")
			}
			said = over
			return over + t.zhMeasure(m, "达到")
		})
	})
	switch {
	case p.CountFrom == FromJoin:
		return "您申请入会后在本店" + wanted + ",即成为本店会员"
	case p.Enrollment == Automatic:
		return "您在本店" + wanted + ",即自动成为本店会员"
	}
	return "您需要在本店" + wanted + ",才可以申请成为本店会员"
}

func (t *conditions) zhAlternative(alternative Alternative) string {
	return join(alternative, ",且", func(_ int, m Minimum) string {
		return zhWindow(m.Over) + "在本店铺" + t.zhMeasure(m, "达")
	})
}

// zhMeasure writes a minimum; the platform's text says 达到 of amounts
// everywhere, of numbers 达到 in a sentence and 达 in a list.
func (t *conditions) zhMeasure(m Minimum, reach string) string {
	switch m.Measure {
	case Spend:
		return "消费金额达到" + fixed(m.AtLeast, 1) + t.currency
	case Orders:
		return "消费次数" + reach + m.AtLeast.String() + "次"
	case Interactions:
		return "互动次数" + reach + m.AtLeast.String() + "次"
	}
	name, _ := m.Measure.counter()
	return "“" + name + "”次数" + reach + m.AtLeast.String() + "次"
}

func zhWindow(over Window) string {
	w := window(over)
	switch w.Kind() {
	case civil.LastDays:
		return fmt.Sprintf("最近%d天内", w.N())
	case civil.LastMonths:
		return fmt.Sprintf("最近%d个月内", w.N())
	case civil.PreviousMonths:
		return fmt.Sprintf("前%d个自然月内", w.N())
	case civil.ToDate:
		return "本" + zhPeriod(w.N()) + "内"
	}
	return zhLifetime
}

const zhLifetime = "累计"

func zhPeriod(months int) string {
	switch months {
	case 1:
		return "自然月"
	case 3:
		return "季度"
	case 6:
		return "半年度"
	}
	return "自然年"
}

func zhPeriodEnd(s span) string {
	names := map[int][2]string{
		1:  {"当月月末", "次月月末"},
		3:  {"当季度末", "下一季度末"},
		6:  {"当半年度末", "下一半年度末"},
		12: {"当年年末", "次年年末"},
	}[s.period]
	if s.next {
		return names[1]
	}
	return names[0]
}

func (t *conditions) zhTerm(e *Engine) {
	p := t.program
	t.line("会员有效期")
	switch s := e.term; {
	case s.period > 0:
		t.line("会员等级自获得之时起有效,至", zhPeriodEnd(s), "为止")
	default:
		t.line("会员等级自获得之时起有效,有效期", s.zh(), ",自次日起计算")
	}
	if len(p.Tiers) > 1 {
		t.line("升级后,有效期重新计算")
	}
	if p.requalifies(e.term) {
		t.line("有效期内再次消费或互动并满足所持等级条件的,有效期自当日起重新计算")
	}
	t.line("到期时满足所持等级条件", t.zhKeep(), "的,自动续期")
	unmet := "到期时未满足的,"
	if p.Grace != "" {
		t.line(unmet, "等级再保留", e.grace.zh(), ",期间满足条件即恢复")
		unmet = "仍未满足的,"
	}
	lapse, end := "降至所满足的等级", ",均不满足的取消会员资格"
	switch p.Lapse {
	case OneStep:
		lapse, end = "降低一个等级", ",已是最低等级的取消会员资格"
	case ToBase:
		lapse, end = "降至所满足的等级,至少保留最低等级", ",已是最低等级的取消会员资格"
	}
	if len(p.lowestEntry()) == 0 {
		end = ""
	}
	t.line(unmet, lapse, end)
	for _, tier := range p.Tiers {
		if len(tier.Keep) > 0 {
			t.line(tier.Name, "保级条件:")
			t.numbered("、", tier.Keep, t.zhAlternative)
		}
	}
}

func (t *conditions) zhKeep() string {
	if t.program.keeps() {
		return "或保级条件"
	}
	return ""
}

// zh writes a length of days or months.
func (s span) zh() string {
	if s.months > 0 {
		return fmt.Sprintf("%d个月", s.months)
	}
	return fmt.Sprintf("%d天", s.days)
}
