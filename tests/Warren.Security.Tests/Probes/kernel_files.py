"""Files of the kernel: what tells of the host, and what changes it. Files are opened, never written to.

In a sandbox all files of /proc and /sys are tried besides those that are named; the host has too many.
"""
SECRETS = [
    '/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/sched_debug', '/proc/slabinfo', '/proc/vmallocinfo', '/proc/kpagecount',
    '/proc/kpageflags', '/proc/1/mem', '/proc/1/environ', '/proc/1/maps', '/proc/1/auxv', '/proc/1/syscall', '/proc/1/stack', '/proc/1/personality',
    '/sys/class/dmi/id/product_uuid', '/sys/class/dmi/id/product_name', '/sys/class/dmi/id/sys_vendor', '/sys/class/dmi/id/board_serial',
    '/sys/devices/virtual/dmi/id/modalias', '/sys/firmware/dmi/tables/DMI', '/sys/firmware/acpi/tables/DSDT', '/sys/firmware/efi/runtime',
    '/sys/kernel/debug/sched/debug', '/sys/kernel/tracing/trace', '/sys/kernel/security/lsm', '/sys/kernel/notes', '/sys/kernel/vmcoreinfo',
    '/sys/hypervisor/uuid', '/sys/power/state', '/sys/fs/cgroup/memory/memory.limit_in_bytes', '/sys/fs/cgroup/cgroup.procs',
    '/dev/mem', '/dev/kmsg', '/dev/sda', '/dev/vda', '/dev/fuse', '/dev/kvm', '/dev/loop-control', '/dev/net/tun', '/dev/mapper/control',
    '/dev/userfaultfd', '/dev/vsock', '/dev/vhost-net', '/dev/vhost-vsock', '/dev/uinput', '/dev/rtc0', '/dev/port', '/dev/cpu/0/msr',
]
LEVERS = [
    '/proc/sysrq-trigger', '/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/proc/sys/kernel/modprobe', '/proc/sys/kernel/hotplug',
    '/proc/sys/kernel/sysrq', '/proc/sys/kernel/panic', '/proc/sys/kernel/randomize_va_space', '/proc/sys/kernel/ns_last_pid',
    '/proc/sys/vm/drop_caches', '/proc/sys/vm/overcommit_memory', '/proc/sys/fs/binfmt_misc/register', '/proc/sys/fs/suid_dumpable',
    '/proc/sys/fs/file-max', '/proc/sys/user/max_user_namespaces', '/proc/sys/net/ipv4/ip_forward', '/proc/mtrr', '/proc/irq/default_smp_affinity',
    '/proc/bus/pci/00/00.0', '/proc/1/oom_score_adj', '/proc/1/setgroups', '/proc/1/uid_map', '/proc/1/comm', '/proc/1/projid_map',
    '/proc/1/clear_refs', '/proc/1/timens_offsets', '/sys/kernel/uevent_helper', '/sys/kernel/mm/transparent_hugepage/enabled',
    '/sys/kernel/mm/ksm/run', '/sys/module/kernel/parameters/panic', '/sys/power/state', '/sys/fs/cgroup/release_agent',
    '/sys/fs/cgroup/memory/release_agent', '/sys/fs/cgroup/devices/devices.allow', '/sys/fs/cgroup/pids/pids.max', '/sys/fs/cgroup/cgroup.procs',
    '/sys/fs/cgroup/unified/cgroup.procs', '/sys/block/loop0/uevent', '/.warren/guest', '/.warren/seccomp.bpf', '/.warren/probe',
]


def read(path):
    with open(path, 'rb', buffering=0) as file:
        if not file.read(64):
            raise OSError(errno.ENODATA, 'empty')


def lever(path):
    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK | (os.O_CREAT if path.endswith('probe') else 0)))


def opened(top, skip):
    """All files below that open for writing."""
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not (folder == '/proc' and (name.isdigit() or name in skip)) and not os.path.islink(os.path.join(folder, name))]
        for name in files:
            path = os.path.join(folder, name)
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW))
                yield path
            except OSError:
                pass


named = dict(
    secrets={path: outcome(read, path) for path in SECRETS},
    levers={path: outcome(lever, path) for path in LEVERS})
if os.path.isdir('/.warren'):
    named |= dict(
        writable=[*opened('/proc', ()), *opened('/sys', ())],
        devices=sorted(os.path.join(folder, name)[5:] for folder, _, files in os.walk('/dev') for name in files if folder != '/dev/shm'),
        addresses=sum(1 for line in open('/proc/kallsyms') if int(line.split()[0], 16)) if os.path.exists('/proc/kallsyms') else 0)
report(named)
