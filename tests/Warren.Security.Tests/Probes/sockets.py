"""Sockets: families and kinds that reach drivers of the kernel, and what the allowed ones do not allow."""
import fcntl
import socket
import struct

STREAM, DGRAM, RAW, SEQPACKET = 1, 2, 3, 5
FAMILIES = dict(
    ax25=(3, DGRAM), x25=(9, SEQPACKET), appletalk=(5, DGRAM), key=(15, RAW), packet=(17, RAW), packet_datagram=(17, DGRAM), rds=(21, SEQPACKET),
    pppox=(24, STREAM), llc=(26, DGRAM), can=(29, RAW), tipc=(30, SEQPACKET), bluetooth=(31, RAW), iucv=(32, STREAM), rxrpc=(33, DGRAM),
    ieee802154=(36, RAW), caif=(37, STREAM), alg=(38, SEQPACKET), nfc=(39, RAW), vsock=(40, STREAM), vsock_datagram=(40, DGRAM), kcm=(41, DGRAM),
    qipcrtr=(42, DGRAM), smc=(43, STREAM), xdp=(44, RAW), mctp=(45, DGRAM))


def make(family, kind, protocol=0):
    socket.socket(family, kind, protocol).close()


def pair(family, kind):
    descriptors = (ctypes.c_int * 2)()
    if libc.socketpair(family, kind, 0, descriptors) != 0:
        raise OSError(ctypes.get_errno(), 'socketpair')


def set_flags():
    """Takes the loopback device down (netdevice(7), SIOCSIFFLAGS)."""
    with socket.socket(socket.AF_INET, DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack('16sh14x', b'lo', 0))


def ask_netlink(protocol, kind, body):
    """Sends a request (netlink(7)); raises what it is answered."""
    with socket.socket(socket.AF_NETLINK, RAW, protocol) as kernel:
        kernel.settimeout(2)
        kernel.bind((0, 0))
        kernel.send(struct.pack('=IHHII', 16 + len(body), kind, 0x605, 1, 0) + body)  # a request, acknowledged, create, exclusive
        answer = kernel.recv(4096)
        error = struct.unpack_from('=i', answer, 16)[0]
        if error:
            raise OSError(-error, 'netlink')


def add_link():
    """Makes a dummy device (rtnetlink(7), RTM_NEWLINK, IFLA_LINKINFO)."""
    kind = struct.pack('=HH5s3x', 9, 1, b'dummy')
    ask_netlink(0, 16, struct.pack('=BxHiII', 0, 0, 0, 0, 0) + struct.pack('=HH', 4 + len(kind), 18) + kind)


def add_table():
    """Makes a table of rules (NFT_MSG_NEWTABLE, alone, which is EINVAL to who may)."""
    ask_netlink(12, 10 << 8, struct.pack('>BBH', 1, 0, 0))


def set_mark():
    with socket.socket(socket.AF_INET, DGRAM) as any_socket:
        any_socket.setsockopt(socket.SOL_SOCKET, 36, 1)


def be_transparent():
    with socket.socket(socket.AF_INET, DGRAM) as any_socket:
        any_socket.setsockopt(socket.IPPROTO_IP, 19, 1)


def force_buffer():
    with socket.socket(socket.AF_INET, DGRAM) as any_socket:
        any_socket.setsockopt(socket.SOL_SOCKET, 33, 1 << 30)  # SO_RCVBUFFORCE


def pretend():
    """Sends credentials of another process (unix(7), SCM_CREDENTIALS)."""
    one, other = socket.socketpair(socket.AF_UNIX, DGRAM)
    one.sendmsg([b'x'], [(socket.SOL_SOCKET, 2, struct.pack('iII', 1, 0, 65533))])


def go_out(address):
    with socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, DGRAM) as any_socket:
        any_socket.connect((address, 9))


report(dict(
    families={f'socket_{name}': outcome(make, *what) for name, what in FAMILIES.items()} | {
        f'pair_{name}': outcome(pair, *what) for name, what in FAMILIES.items()},
    raw={name: outcome(make, *what) for name, what in dict(
        raw_icmp=(2, RAW, 1), raw_any=(2, RAW, 255), raw_tcp=(2, RAW, 6), raw6_icmp=(10, RAW, 58)).items()},
    network=dict(
        set_flags=outcome(set_flags), add_link=outcome(add_link), add_table=outcome(add_table), set_mark=outcome(set_mark),
        be_transparent=outcome(be_transparent), force_buffer=outcome(force_buffer), pretend=outcome(pretend)),
    # Of documentation (RFC 5737, RFC 3849). To connect datagrams asks for a route and sends nothing.
    ways={address: outcome(go_out, address) for address in ('192.0.2.1', '2001:db8::1')},
    interfaces=[name for _, name in socket.if_nameindex()],
))
