package views

import (
	"slices"
	"strings"
	"text/template/parse"
)

// Buttons lists the targets of the buttons in a template, in all states of the screen: the last parts of the URLs below
// the step (« renvoi ») and below the journey (« abandon », « precedent »).
func (v *Views) Buttons(screen string) (ofStep, ofJourney []string, err error) {
	set, err := v.set(screen)
	if err != nil {
		return nil, nil, err
	}
	under := map[string][]string{}
	looked := map[string]bool{}
	var look func(name string)
	look = func(name string) {
		part := set.Lookup(name)
		if looked[name] || part == nil {
			return
		}
		looked[name] = true
		eachList(part.Tree.Root, func(nodes []parse.Node) {
			for i, n := range nodes {
				switch n := n.(type) {
				case *parse.TemplateNode:
					look(n.Name)
				case *parse.ActionNode:
					if i+1 < len(nodes) {
						if button, ok := lastPart(nodes[i+1]); ok {
							under[n.Pipe.Cmds[0].String()] = append(under[n.Pipe.Cmds[0].String()], button)
						}
					}
				}
			}
		})
	}
	look(partOf(screen, "main"))
	return compacted(under[".Action"], under["$.Action"]), compacted(under[".Base"], under["$.Base"]), nil
}

// lastPart returns the last part of a URL that begins with a template action: « renvoi » of {{.Action}}/renvoi".
func lastPart(n parse.Node) (string, bool) {
	text, ok := n.(*parse.TextNode)
	if !ok {
		return "", false
	}
	rest, ok := strings.CutPrefix(string(text.Text), "/")
	if !ok {
		return "", false
	}
	part, _, _ := strings.Cut(rest, `"`) // without a quote, another action follows: {{.Action}}/renvoi{{.Demand}}"
	return part, true
}

// eachList visits a list of nodes and every nested list: both branches of if, range and with.
func eachList(list *parse.ListNode, visit func([]parse.Node)) {
	if list == nil {
		return
	}
	visit(list.Nodes)
	for _, n := range list.Nodes {
		var branch *parse.BranchNode
		switch n := n.(type) {
		case *parse.IfNode:
			branch = &n.BranchNode
		case *parse.RangeNode:
			branch = &n.BranchNode
		case *parse.WithNode:
			branch = &n.BranchNode
		default:
			continue
		}
		eachList(branch.List, visit)
		eachList(branch.ElseList, visit)
	}
}

func compacted(names ...[]string) []string {
	all := slices.Concat(names...)
	slices.Sort(all)
	return slices.Compact(all)
}
