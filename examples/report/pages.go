package main

// pages is a list that grows without moving what it holds: a slice of a
// million orders that grows by appending copies itself five times over and
// leaves the copies to the garbage collector. The zero value is empty.
type pages[T any] struct{ full [][]T }

const pageSize = 1 << 12

func (p *pages[T]) add(v T) {
	last := len(p.full) - 1
	if last < 0 || len(p.full[last]) == pageSize {
		p.full = append(p.full, make([]T, 0, pageSize))
		last++
	}
	p.full[last] = append(p.full[last], v)
}

func (p *pages[T]) at(i uint32) *T { return &p.full[i/pageSize][i%pageSize] }

func (p *pages[T]) len() int {
	last := len(p.full) - 1
	if last < 0 {
		return 0
	}
	return last*pageSize + len(p.full[last])
}
