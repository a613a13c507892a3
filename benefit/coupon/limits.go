package coupon

import (
	"example.com/membership/benefit"
	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Limits is what a platform allows its shops, as data. A limit left out is no
// limit, and 0 allows nothing.
type Limits struct {
	// Face is the highest face of a coupon. The face is what it takes off at
	// most: the amount off, or the cap of one that takes off a share.
	Face *decimal.Decimal `json:"face,omitempty"`
	// Denominations is how many different faces the coupons have at most.
	Denominations *int64 `json:"denominations,omitempty"`
	// PackCoupons is how many coupons a pack has at most.
	PackCoupons *int64 `json:"packCoupons,omitempty"`
	// NewMemberHours is the most that [Terms.NewMemberHours] can be.
	NewMemberHours *int64 `json:"newMemberHours,omitempty"`
	// ShopOnly allows coupons for all goods of the shop only (店铺优惠券): their
	// scope is the zero value.
	ShopOnly bool `json:"shopOnly,omitzero"`
}

// PlatformLimits returns the limits of the membership platform of Taobao and
// AliExpress, as its rules for members give them: coupons of the shop with a
// face of at most 100 and at most 50 denominations, packs of up to three coupons
// and one gift, and packs for new members within 24 hours of joining.
func PlatformLimits() Limits {
	face := decimal.New(100, 0)
	denominations, packCoupons, hours := int64(50), int64(3), int64(24)
	return Limits{&face, &denominations, &packCoupons, &hours, true}
}

// checkLimits adds what the limits have against a coupon's deal and scope.
func (v *validator) checkLimits(path string, c *Coupon) {
	v.checkFace(fault.Field(path, "deal"), c.Deal)
	s := &c.Scope
	if v.book.Limits.ShopOnly && len(s.Kinds)+len(s.Items)+len(s.Tags)+len(s.Except) > 0 {
		v.Add(fault.Field(path, "scope"), "conflict", "selects lines; the limits allow coupons for all goods of the shop only: leave it out")
	}
}

// checkFace adds that the face is too high, or has no bound.
func (v *validator) checkFace(path string, d benefit.Deal) {
	most := v.book.Limits.Face
	if most == nil || fault.Decimal(*most) != nil {
		return
	}
	field, face := "off", d.Off
	if !d.Pays.IsZero() {
		field, face = "most", d.Most
	}
	switch at := fault.Field(path, field); {
	case field == "most" && face.IsZero():
		v.Add(at, "missing", "is missing: the face of a coupon for a share is its cap, and the limits allow at most %s", most)
	case fault.Decimal(face) == nil && face.Cmp(*most) > 0:
		v.Add(at, "out_of_range", "is a face of %s; the limits allow at most %s", face, most)
	}
}

// checkDenominations adds that the coupons have too many different faces.
func (v *validator) checkDenominations() {
	most := v.book.Limits.Denominations
	if most == nil || *most < 0 {
		return
	}
	faces := map[string]bool{}
	for i := range v.book.Coupons {
		d := &v.book.Coupons[i].Deal
		face := d.Off
		if !d.Pays.IsZero() {
			face = d.Most
		}
		if !face.IsZero() && fault.Decimal(face) == nil {
			faces[exact.Text(face)] = true
		}
	}
	if int64(len(faces)) > *most {
		v.Add("coupons", "too_many", "have %d denominations; the limits allow at most %d", len(faces), *most)
	}
}

// limits checks the limits themselves.
func (v *validator) limits() {
	l := &v.book.Limits
	if l.Face != nil {
		if err := fault.Decimal(*l.Face); err != nil {
			v.Add("limits.face", "out_of_range", "%v", err)
		} else if l.Face.Sign() < 0 {
			v.Add("limits.face", "out_of_range", "must not be negative, is %s; leave it out for no limit", l.Face)
		}
	}
	v.count("limits.denominations", l.Denominations)
	v.count("limits.packCoupons", l.PackCoupons)
	v.count("limits.newMemberHours", l.NewMemberHours)
}
