package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the sample shop and the golden files anew")

// golden compares got with a file, or writes the file under -update.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := diff.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; if that is right, write it anew with go test ./examples/report -update\n%s", file, diff)
	}
}

// The sample shop is generated, and it is not edited by hand.
func TestSampleIsGenerated(t *testing.T) {
	s := newSampleShop()
	golden(t, "sample/orders.csv", s.orders())
	golden(t, "sample/customers.csv", s.customers())
}

// A habit is how a kind of customer buys.
type habit struct {
	customers     int
	first, last   int // days of the two years between which they buy
	gap           int // mean days between orders, 0 for a single order
	least, most   int // amount
	joinedPercent int
}

var habits = []habit{
	{customers: 5, first: 5, last: 728, gap: 32, least: 60, most: 320, joinedPercent: 100}, // devoted
	{customers: 12, first: 20, last: 728, gap: 85, least: 30, most: 180, joinedPercent: 80},
	{customers: 8, first: 10, last: 420, gap: 60, least: 30, most: 220, joinedPercent: 70}, // left
	{customers: 3, first: 120, last: 700, gap: 200, least: 600, most: 1300, joinedPercent: 60},
	{customers: 8, first: 660, last: 728, gap: 24, least: 20, most: 120, joinedPercent: 50}, // new
	{customers: 7, first: 60, last: 720, gap: 150, least: 18, most: 40, joinedPercent: 60},
	{customers: 14, first: 15, last: 725, least: 18, most: 160, joinedPercent: 30}, // bought once
	{customers: 5, joinedPercent: 100}, // only registered
}

var sampleNames = []string{
	"王芳", "李伟", "Emily Carter", "张敏", "刘洋", "陈静", "Lucas Martin", "杨帆", "赵磊", "黄丽",
	"周婷婷", "Sofia Rossi", "吴倩", "徐明", "孙悦", "朱琳", "Daniel Kim", "马超", "胡雪", "郭建国",
	"林晓燕", "Anna Müller", "何俊", "高翔", "欧阳娜娜", "罗敏", "郑凯", "Oliver Smith", "梁爽", "谢雨桐",
	"宋佳", "唐宁", "Chloe Dubois", "许晴", "韩冰", "冯楠", "Noah Wilson", "邓超然", "曹颖", "彭博",
	"曾志强", "Mia Tanaka", "肖战英", "田甜", "董洁", "袁立", "Ethan Brown", "潘虹", "于海洋", "蒋欣怡",
	"蔡依", "Grace Lee", "余文", "杜鹃", "司马青", "苏珊", "Liam O’Connor", "魏来", "程诚", "丁香",
	"沈从文静", "Isabella Conti",
}

var sampleRegions = []string{"上海", "北京", "杭州", "广州", "成都", "深圳", "Hong Kong", "Singapore"}

type sampleOrder struct {
	at       time.Time
	customer int
	amount   int // in cents
	refunded int // in cents
}

type sampleCustomer struct {
	name, region      string
	birthday          string
	joined, withdrawn string

	phone, email             string
	smsConsent, emailConsent string
}

type sampleShop struct {
	random *rand.Rand
	zone   *time.Location
	bought []sampleOrder
	people []sampleCustomer
}

func newSampleShop() *sampleShop {
	s := &sampleShop{random: rand.New(rand.NewPCG(2024, 2025)), zone: time.FixedZone("", 8*3600)}
	for _, h := range habits {
		for range h.customers {
			s.addCustomer(h)
		}
	}
	s.addAddresses()
	slices.SortStableFunc(s.bought, func(a, b sampleOrder) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.customer, b.customer))
	})
	return s
}

func (s *sampleShop) addCustomer(h habit) {
	number := len(s.people)
	first := h.first + s.random.IntN(max(1, (h.last-h.first)/3))
	if h.gap == 0 {
		first = h.first + s.random.IntN(max(1, h.last-h.first))
	}
	p := sampleCustomer{
		name:   sampleNames[number],
		region: sampleRegions[s.random.IntN(len(sampleRegions))],
		birthday: time.Date(1962+s.random.IntN(44), 1, 1+s.random.IntN(365), 0, 0, 0, 0, time.UTC).
			Format(time.DateOnly),
	}
	if s.random.IntN(100) < h.joinedPercent {
		p.joined = s.day(first + s.random.IntN(40)).Format(time.DateOnly)
	}
	if p.joined != "" && s.random.IntN(20) == 0 {
		p.withdrawn = s.day(first + 200 + s.random.IntN(200)).Format(time.DateOnly)
	}
	s.people = append(s.people, p)
	if h.most > 0 {
		s.buy(h, number, first)
	}
}

// addAddresses says how customers are reached and whether they agreed. Nobody is:
// no mobile number in China begins with 100, and example.com is reserved.
func (s *sampleShop) addAddresses() {
	random := rand.New(rand.NewPCG(2025, 13))
	some := func(percent int, text string) string {
		if random.IntN(100) < percent {
			return text
		}
		return ""
	}
	consent := func() string { return []string{"yes", "yes", "yes", "no", ""}[random.IntN(5)] }
	for i := range s.people {
		p := &s.people[i]
		p.phone = some(85, fmt.Sprintf("100 0000 %04d", 1+i))
		p.email = some(50, fmt.Sprintf("c%03d@example.com", 1+i))
		if p.phone != "" {
			p.smsConsent = consent()
		}
		if p.email != "" {
			p.emailConsent = consent()
		}
	}
	one, other := &s.people[29], &s.people[30] // a couple with one telephone
	one.phone, one.smsConsent, one.email, one.emailConsent = "100 0000 0030", "yes", "", ""
	other.phone, other.smsConsent, other.email, other.emailConsent = one.phone, "yes", "", ""
}

func (s *sampleShop) buy(h habit, customer, day int) {
	for day <= h.last {
		o := sampleOrder{customer: customer, amount: (h.least + s.random.IntN(h.most-h.least)) * 100}
		o.amount -= []int{0, 10, 50, 100}[s.random.IntN(4)] // 129.90, 129.50, 129.00
		o.at = s.day(day).Add(time.Duration(9*3600+s.random.IntN(13*3600)) * time.Second)
		switch s.random.IntN(40) {
		case 0:
			o.refunded = o.amount
		case 1, 2:
			o.refunded = o.amount / 300 * 100
		}
		s.bought = append(s.bought, o)
		if h.gap == 0 {
			return
		}
		day += h.gap/2 + 1 + s.random.IntN(h.gap)
	}
}

// day returns the midnight that begins a day of the two years.
func (s *sampleShop) day(n int) time.Time {
	return time.Date(2024, 1, 1+n, 0, 0, 0, 0, s.zone)
}

func (s *sampleShop) orders() []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, "order_id,customer_id,paid_at,amount,refunded")
	for i, o := range s.bought {
		refunded := ""
		if o.refunded > 0 {
			refunded = fmt.Sprintf("%d.%02d", o.refunded/100, o.refunded%100)
		}
		fmt.Fprintf(&b, "S%05d,C%03d,%s,%d.%02d,%s\n", 1001+i, 1+o.customer, o.at.Format(time.RFC3339),
			o.amount/100, o.amount%100, refunded)
	}
	return b.Bytes()
}

func (s *sampleShop) customers() []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, "customer_id,name,joined_at,withdrawn_at,birthday,region,phone,email,sms_consent,email_consent")
	for i, p := range s.people {
		fmt.Fprintf(&b, "C%03d,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", 1+i, p.name, p.joined, p.withdrawn, p.birthday, p.region,
			p.phone, p.email, p.smsConsent, p.emailConsent)
	}
	return b.Bytes()
}
