package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

const about = `adit says where a country's critical minerals come from, through whom, and how surely that is
known. The world's official figures are inside; nothing is fetched.`

// root is the command above the verbs.
func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "adit VERB",
		Short:         "the world's mineral supply, and where it really comes from",
		Long:          about,
		Example:       "  adit brief\n  adit exposure antimony --country Germany\n  adit minerals --list us-2025\n  adit why \"gallium/primary USA\"\n  adit check",
		Version:       programVersion(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          s.knownVerb,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(s.stderr)
			return misuseError{errNoVerb(cmd)}
		},
	}
	root.SetVersionTemplate("adit {{.Version}}\n")
	root.SetIn(s.stdin)
	root.SetOut(s.stdout)
	root.SetErr(s.stderr)
	s.addFlags(root)
	for i, verb := range verbs() {
		cmd := verb(s)
		cmd.Annotations = map[string]string{order: fmt.Sprintf("%02d", i)}
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		if slices.Contains(withFiles, cmd.Name()) {
			s.addFiles(cmd)
		}
		s.ready(cmd)
		root.AddCommand(cmd)
	}
	s.completeFlags(root)
	dress(root)
	return root
}

// ready makes a verb tell the session that it starts.
func (s *session) ready(cmd *cobra.Command) {
	args := cmd.Args
	if args == nil {
		args = cobra.NoArgs
	}
	cmd.Args = func(cmd *cobra.Command, given []string) error {
		s.verb = cmd.CommandPath()
		return miscounted(cmd, args(cmd, given))
	}
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, given []string) error {
		s.start(cmd)
		return run(cmd, given)
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		s.verb = cmd.CommandPath()
		return err
	})
}

// miscounted says how a verb is called in place of cobra's words on arguments,
// which are a programmer's.
func miscounted(cmd *cobra.Command, err error) error {
	if err == nil || !strings.HasPrefix(err.Error(), "unknown command") && !strings.Contains(err.Error(), "arg(s)") {
		return err
	}
	for _, flag := range []string{"minerals", "mineral"} {
		if _, args, _ := strings.Cut(cmd.Use, " "); args == "" && cmd.Flags().Lookup(flag) != nil {
			return wrong("it takes flags alone: a mineral is given with --%s", flag)
		}
	}
	return wrong("it is called as “%s”", cmd.UseLine())
}

// errNoVerb shows the verbs on standard error, so that a script that forgot one
// does not take help for an answer.
func errNoVerb(cmd *cobra.Command) error {
	if err := cmd.Help(); err != nil {
		return err
	}
	return wrong("which verb?")
}

// knownVerb refuses a first argument that is no verb, and names those like it.
func (s *session) knownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return unknownVerb(cmd, args[0])
}

// completeFlags lets a shell complete the names that the atlas knows.
func (s *session) completeFlags(root *cobra.Command) {
	for flag, names := range map[string]cobra.CompletionFunc{"country": s.completePlaces, "against": s.completeLens} {
		if err := root.RegisterFlagCompletionFunc(flag, names); err != nil {
			panic("adit: " + err.Error()) // no such flag
		}
	}
}

// completeLens completes the last of several places or groups with commas.
func (s *session) completeLens(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	at := strings.LastIndex(typed, ",") + 1
	names := append(s.complete("places", "place", typed[at:]), s.complete("groups", "group", typed[at:])...)
	for i := range names {
		names[i] = typed[:at] + names[i]
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completePlaces completes an argument that names a country.
func (s *session) completePlaces(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	return s.complete("places", "place", typed), cobra.ShellCompDirectiveNoFileComp
}

// completeMinerals completes an argument that names a mineral.
func (s *session) completeMinerals(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	return s.complete("minerals", "mineral", typed), cobra.ShellCompDirectiveNoFileComp
}

// complete lists ids of a table that start with what was typed, each with its
// name in print, and names that do, each with its id. A shell cannot show
// errors: there is then nothing to offer.
func (s *session) complete(table, column, typed string) []string {
	a, err := s.atlas()
	if err != nil {
		return nil
	}
	var names []string
	for r := range a.Rows(table) {
		id, name, wanted := r.Get(column), r.Get("name"), strings.ToLower(typed) // groups have no name
		switch {
		case strings.HasPrefix(strings.ToLower(id), wanted):
			names = append(names, strings.TrimRight(id+"\t"+name, "\t"))
		case strings.HasPrefix(strings.ToLower(name), wanted):
			names = append(names, name+"\t"+id)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
