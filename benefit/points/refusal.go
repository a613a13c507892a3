package points

import "errors"

// refusal is why an entry cannot be that could be with other numbers: an answer
// where somebody asks, and an error where it is folded.
type refusal struct {
	entry  *Entry
	reason Reason
}

// refuse returns the refusal of an entry where there are so many points.
func (en *Entry) refuse(code Code, have int64) error {
	need := en.Points
	if code == Stale {
		need = en.Left
	}
	return &refusal{en, Reason{Code: code, Need: need, Have: have}}
}

// Error is what [refusal.fault] says.
func (r *refusal) Error() string { return r.fault().Error() }

// fault returns the error about the entry.
func (r *refusal) fault() error {
	if r.reason.Code == Stale {
		return r.entry.fault("left", "%d, where %d are left of the earn to reverse: give the refund the earning as the last one left it",
			r.reason.Need, r.reason.Have)
	}
	what := "left of the earn to reverse"
	switch r.entry.Kind {
	case Spend:
		what = "available"
	case Restore:
		what = "left of the spend to restore"
	}
	return r.entry.fault("points", "%d, where %d are %s: leave the entry out, or give at most that", r.reason.Need, r.reason.Have, what)
}

// plain turns a refusal into an error about the entry.
func plain(err error) error {
	var r *refusal
	if errors.As(err, &r) {
		return r.fault()
	}
	return err
}
