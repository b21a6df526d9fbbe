package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"adit"
	"adit/internal/table"
)

// dress gives the tree of commands one look: what it is, how it is called, an
// example that works, its flags, all within the width of a table.
func dress(root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(cmd.OutOrStdout(), help(cmd)) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(cmd.OutOrStderr(), help(cmd))
		return err
	})
	root.SetHelpCommand(helpVerb(root))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Short = "print a completion script for bash, zsh, fish or powershell"
			// Cobra prints help, and is content, where a shell is missing or unknown.
			c.Args = cobra.ArbitraryArgs
			c.RunE = func(*cobra.Command, []string) error { return wrong("for which shell? bash, zsh, fish or powershell") }
		}
	}
}

// helpVerb takes the place of cobra's own, which is content with any topic.
func helpVerb(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "explain a verb",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			topic, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return misuseError{unknownVerb(root, args[0])}
			}
			return topic.Help()
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return verbNames(root), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// unknownVerb names verbs that look like what was typed.
func unknownVerb(root *cobra.Command, name string) error {
	return &adit.UnknownError{Kind: "verb", ID: name, Near: adit.Nearest(name, verbNames(root))}
}

func verbNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	slices.Sort(names)
	return names
}

// help is the one page that help, --help and misuse print. Cobra's templates
// know neither our order nor our width.
func help(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", cmd.CommandPath(), cmd.Short)
	if cmd.Runnable() || cmd.HasParent() {
		fmt.Fprintf(&b, "  %s\n\n", cmd.UseLine())
	}
	if cmd.Long != "" {
		fmt.Fprintf(&b, "%s\n\n", fit(strings.TrimSpace(cmd.Long)))
	}
	helpVerbs(&b, cmd)
	if cmd.Example != "" {
		fmt.Fprintf(&b, "Examples\n%s\n\n", strings.TrimRight(cmd.Example, "\n"))
	}
	helpFlags(&b, "Flags", cmd.LocalNonPersistentFlags())
	if cmd.HasParent() {
		helpFlags(&b, "Flags of every verb", cmd.InheritedFlags())
	} else {
		helpFlags(&b, "Flags of every verb", cmd.PersistentFlags())
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// fit breaks paragraphs anew that are wider than a page.
func fit(text string) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		wide := slices.ContainsFunc(strings.Split(p, "\n"), func(line string) bool { return table.Width(line) > table.MaxWidth })
		if wide {
			paragraphs[i] = strings.Join(table.Wrap(strings.ReplaceAll(p, "\n", " "), table.MaxWidth), "\n")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

func helpVerbs(b *strings.Builder, cmd *cobra.Command) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	b.WriteString("Verbs\n")
	for _, c := range inOrder(cmd.Commands()) {
		if c.IsAvailableCommand() || c.Name() == "help" {
			fmt.Fprintf(b, "  %-11s %s\n", c.Name(), c.Short)
		}
	}
	b.WriteString("\n")
}

// inOrder puts verbs in the order of their list, and what cobra adds last.
func inOrder(cmds []*cobra.Command) []*cobra.Command {
	return slices.SortedStableFunc(slices.Values(cmds), func(a, b *cobra.Command) int {
		return cmp.Compare(orderOf(a), orderOf(b))
	})
}

// order is the annotation that keeps a verb's place; cobra sorts by name.
const order = "order"

func orderOf(c *cobra.Command) string {
	if o, ok := c.Annotations[order]; ok {
		return o
	}
	return "~"
}

func helpFlags(b *strings.Builder, title string, flags *pflag.FlagSet) {
	if text := flags.FlagUsagesWrapped(table.MaxWidth); text != "" {
		fmt.Fprintf(b, "%s\n%s\n", title, text)
	}
}
