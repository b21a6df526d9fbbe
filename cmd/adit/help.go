package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short = "explain a verb"
		case "completion":
			c.Short = "print a completion script for bash, zsh, fish or powershell"
		}
	}
}

func help(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", cmd.CommandPath(), cmd.Short)
	if cmd.Runnable() || cmd.HasParent() {
		fmt.Fprintf(&b, "  %s\n\n", cmd.UseLine())
	}
	if cmd.Long != "" {
		fmt.Fprintf(&b, "%s\n\n", strings.TrimSpace(cmd.Long))
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
