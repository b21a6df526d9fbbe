package gcp

import (
	"context"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"testing"

	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	adminpb "cloud.google.com/go/spanner/admin/database/apiv1/databasepb"
	"cloud.google.com/go/spanner/spannertest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/emptypb"
)

// fakeSpanner is Spanner in memory, behind a proxy that mends where the fake is
// unlike it: CREATE TABLE IF NOT EXISTS fails on a table that exists. One server
// has one database, whatever its name.
func fakeSpanner(t *testing.T) string {
	s, err := spannertest.NewServer("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.SetLogger(func(string, ...any) {})
	t.Cleanup(s.Close)
	behind, err := grpc.NewClient(s.Addr, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.ForceCodec(raw{})))
	if err != nil {
		t.Fatal(err)
	}
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{behind: behind}
	front := grpc.NewServer(grpc.ForceServerCodec(raw{}), grpc.UnknownServiceHandler(p.handle))
	go func() {
		if err := front.Serve(in); err != nil {
			log.Print(err)
		}
	}()
	t.Cleanup(front.Stop)
	return in.Addr().String()
}

// raw leaves messages as they are.
type raw struct{}

func (raw) Marshal(v any) ([]byte, error)   { return *v.(*[]byte), nil }
func (raw) Unmarshal(b []byte, v any) error { *v.(*[]byte) = slices.Clone(b); return nil }
func (raw) Name() string                    { return "proto" }

type proxy struct {
	behind *grpc.ClientConn
	made   bool // the tables
}

func (p *proxy) handle(_ any, in grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(in)
	var request []byte
	if err := in.RecvMsg(&request); err != nil {
		return err
	}
	if strings.HasSuffix(method, "/UpdateDatabaseDdl") {
		done, err := p.again(request)
		if err != nil || done != nil {
			return sendIf(in, done, err)
		}
	}
	md, _ := metadata.FromIncomingContext(in.Context())
	return p.forward(metadata.NewOutgoingContext(in.Context(), md), method, request, in)
}

// again answers for the fake where the tables were made before.
func (p *proxy) again(request []byte) ([]byte, error) {
	var ddl adminpb.UpdateDatabaseDdlRequest
	if err := proto.Unmarshal(request, &ddl); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(ddl.Statements[0], "CREATE TABLE IF NOT EXISTS ") {
		return nil, nil
	}
	if !p.made {
		p.made = true
		return nil, nil
	}
	empty, err := anypb.New(&emptypb.Empty{})
	if err != nil {
		return nil, err
	}
	return proto.Marshal(&longrunningpb.Operation{Name: "done", Done: true, Result: &longrunningpb.Operation_Response{Response: empty}})
}

func sendIf(to grpc.ServerStream, message []byte, err error) error {
	if err != nil {
		return err
	}
	return to.SendMsg(&message)
}

// forward passes a request on, and all that is answered.
func (p *proxy) forward(ctx context.Context, method string, request []byte, in grpc.ServerStream) error {
	out, err := p.behind.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, method)
	if err == nil {
		err = out.SendMsg(&request)
	}
	if err == nil {
		err = out.CloseSend()
	}
	for err == nil {
		var answer []byte
		if err = out.RecvMsg(&answer); err == nil {
			err = in.SendMsg(&answer)
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}
