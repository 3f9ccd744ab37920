// ledger_check reads a ledger's statements, as JSON, from standard input and checks them all with
// golang.org/x/mod/sumdb/note and golang.org/x/mod/sumdb/tlog, which know nothing of Countersign.
// It prints a line with how much it checked. Exit status 1: something does not hold, and what;
// 2: the input is not of this form:
//
//	{
//	  "key": "NAME+ID+BASE64",        the ledger's verifier key
//	  "leaves": ["...", ...],         leaf data of the first entries, in order; may be left out
//	  "checkpoints": ["...", ...],    signed notes, at least one
//	  "proofs": [                     inclusion
//	    {"leaf": "...",               leaf data
//	     "proof": "..."}, ...],       the text of a C2SP tlog-proof
//	  "consistency": [                between two of the checkpoints
//	    {"old_size": 1, "size": 2,    1 <= old_size <= size
//	     "hashes": ["...", ...]}, ...] in base64
//	}
//
// Where there are leaves, the root of each checkpoint that they reach is reckoned from them, and
// the leaves of proofs must be those.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type statements struct {
	Key         string        `json:"key"`
	Leaves      []string      `json:"leaves"`
	Checkpoints []string      `json:"checkpoints"`
	Proofs      []inclusion   `json:"proofs"`
	Consistency []consistency `json:"consistency"`
}

type inclusion struct {
	Leaf  string `json:"leaf"`
	Proof string `json:"proof"`
}

type consistency struct {
	OldSize int64    `json:"old_size"`
	Size    int64    `json:"size"`
	Hashes  []string `json:"hashes"`
}

type checker struct {
	verifier note.Verifier
	leaves   []string
	stored   []tlog.Hash         // of the leaves, as tlog orders them
	roots    map[int64]tlog.Hash // of checkpoints, by size
}

func (c *checker) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(c.stored)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		hashes[i] = c.stored[index]
	}
	return hashes, nil
}

func (c *checker) addLeaf(leaf string) error {
	hashes, err := tlog.StoredHashes(int64(len(c.leaves)), []byte(leaf), c)
	if err != nil {
		return err
	}
	c.stored = append(c.stored, hashes...)
	c.leaves = append(c.leaves, leaf)
	return nil
}

// open verifies a checkpoint, and its root if there are leaves enough.
func (c *checker) open(text string) (tlog.Tree, error) {
	opened, err := note.Open([]byte(text), note.VerifierList(c.verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != c.verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("origin %q", origin)
	}
	// ParseTree knows one log only: under its name, the lines are the same.
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + rest))
	if err != nil {
		return tlog.Tree{}, err
	}
	if known, ok := c.roots[tree.N]; ok && known != tree.Hash {
		return tlog.Tree{}, fmt.Errorf("two roots of size %d", tree.N)
	}
	c.roots[tree.N] = tree.Hash
	if tree.N > int64(len(c.leaves)) {
		return tree, nil
	}
	root, err := tlog.TreeHash(tree.N, c)
	if tree.N == 0 { // for which this tlog has no rule, and RFC 6962 has
		root = sha256.Sum256(nil)
	}
	if err == nil && root != tree.Hash {
		err = fmt.Errorf("the first %d leaves have the root %v", tree.N, root)
	}
	return tree, err
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func (c *checker) checkInclusion(statement inclusion) error {
	head, checkpoint, _ := strings.Cut(statement.Proof, "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	proof, err := parseHashes(lines[2:])
	if err != nil {
		return err
	}
	tree, err := c.open(checkpoint)
	if err != nil {
		return err
	}
	if index < int64(len(c.leaves)) && c.leaves[index] != statement.Leaf {
		return fmt.Errorf("not leaf %d", index)
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash([]byte(statement.Leaf)))
}

func (c *checker) checkConsistency(statement consistency) error {
	proof, err := parseHashes(statement.Hashes)
	if err != nil {
		return err
	}
	old, knowOld := c.roots[statement.OldSize]
	root, knowNew := c.roots[statement.Size]
	if !knowOld || !knowNew {
		return errors.New("no checkpoints of these sizes")
	}
	return tlog.CheckTree(proof, statement.Size, root, statement.OldSize, old)
}

func check(all statements) error {
	verifier, err := note.NewVerifier(all.Key)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	c := &checker{verifier: verifier, roots: map[int64]tlog.Hash{}}
	for i, leaf := range all.Leaves {
		if err := c.addLeaf(leaf); err != nil {
			return fmt.Errorf("leaf %d: %w", i, err)
		}
	}
	for i, checkpoint := range all.Checkpoints {
		if _, err := c.open(checkpoint); err != nil {
			return fmt.Errorf("checkpoint %d: %w", i, err)
		}
	}
	for i, statement := range all.Proofs {
		if err := c.checkInclusion(statement); err != nil {
			return fmt.Errorf("inclusion proof %d: %w", i, err)
		}
	}
	for i, statement := range all.Consistency {
		if err := c.checkConsistency(statement); err != nil {
			return fmt.Errorf("consistency proof %d (%d in %d): %w", i, statement.OldSize, statement.Size, err)
		}
	}
	return nil
}

func main() {
	var all statements
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&all)
	if err == nil && (all.Key == "" || len(all.Checkpoints) == 0) {
		err = errors.New("no key, or no checkpoint")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "ledger_check: not a ledger's statements:", err)
		os.Exit(2)
	}
	if err := check(all); err != nil {
		fmt.Fprintln(os.Stderr, "ledger_check:", err)
		os.Exit(1)
	}
	fmt.Printf("ledger_check: %d leaves, %d checkpoints, %d inclusion proofs, %d consistency proofs hold\n",
		len(all.Leaves), len(all.Checkpoints), len(all.Proofs), len(all.Consistency))
}
