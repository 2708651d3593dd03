// Packages os, io, context, log, math/big, math/rand, hash, crypto, compress, encoding: what a command uses.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log"
	"math/big"
	"math/rand"
	"os"
	"strings"
	"time"
)

func main() {
	fmt.Fprintln(os.Stderr, "to standard error")
	fmt.Println(errors.Is(os.ErrNotExist, os.ErrNotExist))
	data, err := io.ReadAll(io.LimitReader(strings.NewReader("limited"), 4))
	fmt.Println(string(data), err, len(os.Args))

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err(), context.Cause(ctx))
	child, stop := context.WithCancelCause(context.WithValue(context.Background(), "k", "v"))
	stop(errors.New("why"))
	fmt.Println(child.Err(), context.Cause(child), child.Value("k"))

	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	log.SetPrefix("log: ")
	log.Printf("%d items", 3)

	n := new(big.Int).Exp(big.NewInt(3), big.NewInt(200), nil)
	fmt.Println(n, new(big.Int).Mod(n, big.NewInt(1000007)))
	r := rand.New(rand.NewSource(1))
	fmt.Println(r.Intn(100), r.Intn(100), r.Float64())
	fmt.Println(rand.Intn(10) < 10)

	sum := sha256.Sum256([]byte("abc"))
	fmt.Println(hex.EncodeToString(sum[:]), crc32.ChecksumIEEE([]byte("abc")))
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write(bytes.Repeat([]byte("compress "), 100))
	w.Close()
	reader, err := gzip.NewReader(&zipped)
	fmt.Println(err)
	unzipped, err := io.ReadAll(reader)
	fmt.Println(len(unzipped), err, base64.StdEncoding.EncodeToString(unzipped[:9]))
	defer fmt.Println("not printed")
	os.Exit(3)
}

// Exit: 3
// Output:
// true
// limi <nil> 1
// context deadline exceeded context deadline exceeded
// context canceled why v
// log: 3 items
// 265613988875874769338781322035779626829233452653394495974574961739092490901302182994384699044001 959082
// 81 87 0.6645600532184904
// true
// ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 891568578
// <nil>
// 900 <nil> Y29tcHJlc3Mg
// to standard error
