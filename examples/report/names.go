package main

import (
	"hash/maphash"
	"strings"
)

// names numbers distinct texts from 0 in the order in which they are first
// seen. It does what a map[string]uint32 does, faster, because it keeps the
// hashes: a million orders look their customer up here. The zero value is
// empty.
type names struct {
	list  pages[string] // by number
	text  textStore
	slots []slot // a hash table of a power of two, at most half full
	seed  maphash.Seed
}

// A slot of the table; one without a hash is free.
type slot struct {
	hash   uint32
	number uint32
	name   string
}

// number returns the number of name, and whether it had been seen before.
func (n *names) number(name string) (number uint32, seen bool) {
	if 2*n.len() >= len(n.slots) {
		n.grow()
	}
	hash := max(uint32(maphash.String(n.seed, name)>>32), 1)
	free := n.find(func(s *slot) bool { return s.hash == hash && s.name == name }, hash)
	if free.hash != 0 {
		return free.number, true
	}
	*free = slot{hash, uint32(n.len()), n.text.keep(name)}
	n.list.add(free.name)
	return free.number, false
}

// find returns the first slot for a hash that is free or wanted.
func (n *names) find(wanted func(*slot) bool, hash uint32) *slot {
	mask := uint32(len(n.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		if s := &n.slots[at]; s.hash == 0 || wanted(s) {
			return s
		}
	}
}

func (n *names) len() int { return n.list.len() }

// name returns the text of a number.
func (n *names) name(number uint32) string { return *n.list.at(number) }

// grow doubles the slots.
func (n *names) grow() {
	old := n.slots
	if len(old) == 0 {
		n.seed = maphash.MakeSeed()
	}
	n.slots = make([]slot, max(1<<10, 2*len(old)))
	for _, s := range old {
		if s.hash != 0 {
			*n.find(func(*slot) bool { return false }, s.hash) = s
		}
	}
}

// A textStore keeps copies of many short texts in few allocations.
type textStore struct{ block strings.Builder }

func (s *textStore) keep(text string) string {
	if s.block.Cap()-s.block.Len() < len(text) {
		s.block = strings.Builder{} // what was kept still holds the old block
		s.block.Grow(max(1<<16, len(text)))
	}
	start := s.block.Len()
	s.block.WriteString(text)
	return s.block.String()[start:]
}
