package usgs

import "adit/atlas"

type listed struct{}

func (im *importRun) addLists(t *atlas.Table) {}

func (s *sheet) worldFile() error   { return s.each(func() {}) }
func (s *sheet) worldWide() error   { return s.each(func() {}) }
func (s *sheet) salientWide() error { return s.each(func() {}) }
func (s *sheet) figure2() error     { return s.each(func() {}) }
func (s *sheet) table4() error      { return s.each(func() {}) }
func (s *sheet) table5() error      { return s.each(func() {}) }
