/**
 * A program for the Python of a host that has Swift's library. It works on a copy of a builder in memory: it tells what the builder
 * holds, makes it what is wanted, rebalances it and tells what that did. Only where it is asked to stage does it write, and then
 * beside the files and not over them.
 *
 * Swift's own command is not used, because its exit code 1 means both that nothing was to do and that something is odd, and it
 * knows no trial. What it does when it rebalances and saves is done here in the same order, so that with the same seed both come to
 * the same ring, byte for byte.
 *
 * Time stands still while it works: how many hours have passed decides which partitions may move, and an apply must come to what
 * its plan came to.
 */
export const RING_PROGRAM = `
import copy, grp, hashlib, io, json, os, pickle, pwd, sys, time, uuid
from gzip import GzipFile

try:
    from swift.common.exceptions import RingBuilderError
    from swift.common.ring import builder as library
    from swift.common.ring.utils import validate_and_normalize_address
except ImportError as error:
    print(json.dumps({'problem': 'no-library', 'detail': str(error)}))
    sys.exit()


class Refused(Exception):
    def __init__(self, problem, detail):
        self.answer = {'problem': problem, 'detail': detail}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def load(path):
    try:
        with open(path, 'rb') as file:
            content = file.read()
    except FileNotFoundError:
        return None, None
    try:
        return content, library.RingBuilder.load(path, open=lambda *_: io.BytesIO(content))
    except Exception as error:
        raise Refused('unreadable', str(error))


def place(ip, port, device):
    try:
        ip = validate_and_normalize_address(ip)
    except ValueError as error:
        raise Refused('address', str(error))
    return ip, port, device


def place_of(dev):
    return place(dev['ip'], dev['port'], dev['device'])


def staying(builder):
    removed = [dev['id'] for dev in builder._remove_devs]
    return [dev for dev in builder._iter_devs() if dev['id'] not in removed]


def settle(builder, wanted):
    """Makes settings and devices what is wanted. Tells whether anything was changed, and whether that calls for a rebalance."""
    changed = rebalance = False
    if builder.replicas != wanted['replicas']:
        builder.set_replicas(float(wanted['replicas']))
        rebalance = True
    if builder.overload != wanted['overload']:
        builder.set_overload(float(wanted['overload']))
        rebalance = True
    if builder.min_part_hours != wanted['min_part_hours']:
        builder.change_min_part_hours(wanted['min_part_hours'])
        changed = True
    there = {place_of(dev): dev for dev in staying(builder)}
    going = {place_of(dev): dev for dev in builder._remove_devs}
    kept = set()
    for one in wanted['devices']:
        at = place(one['ip'], one['port'], one['device'])
        kept.add(at)
        rest = {
            'replication_ip': place(one['replication_ip'] or at[0], 0, '')[0],
            'replication_port': one['replication_port'] or at[1],
            'meta': one['meta'],
        }
        dev = there.get(at)
        if dev is None and at in going:
            # It was to go with the next rebalance, and stays after all.
            dev = going[at]
            builder._remove_devs = [other for other in builder._remove_devs if other is not dev]
        if dev is None:
            builder.add_dev(dict(rest, region=one['region'], zone=one['zone'], ip=at[0], port=at[1], device=at[2],
                                 weight=one['weight']))
            rebalance = True
            continue
        if dev['weight'] != one['weight']:
            builder.set_dev_weight(dev['id'], float(one['weight']))
            rebalance = True
        if dev['region'] != one['region']:
            builder.set_dev_region(dev['id'], one['region'])
            rebalance = True
        if dev['zone'] != one['zone']:
            builder.set_dev_zone(dev['id'], one['zone'])
            rebalance = True
        if any(dev[name] != value for name, value in rest.items()):
            dev.update(rest)
            builder.version += 1
            changed = True
    for at, dev in there.items():
        if at not in kept:
            builder.remove_dev(dev['id'])
            rebalance = True
    return changed or rebalance or builder.devs_changed, rebalance or builder.devs_changed


def balance_of(builder):
    try:
        return builder.get_balance()
    except RingBuilderError:
        return 0.0


def bettered(moved, before, builder):
    """By the rule of swift-ring-builder: less than one per cent is not worth a new ring."""
    balance, dispersion = balance_of(builder), builder.dispersion
    if not moved:
        return False
    drained = before[0] == balance == library.MAX_BALANCE
    return drained or abs(before[0] - balance) >= 1 or before[1] is None or abs(before[1] - dispersion) >= 1


def rebalanced(builder, seed):
    """Rebalances once and tells whether that moved anything."""
    try:
        moved, *_ = builder.rebalance(seed=seed)
        builder.validate()
        return moved
    except RingBuilderError as error:
        raise Refused('refused', str(error))


def improved(builder, seed):
    """The builder after one more rebalance, if that is worth it, and how many replicas it moved."""
    before = balance_of(builder), builder.dispersion
    if before[0] < 1 and before[1] is not None and before[1] < 1:
        return None, 0
    trial = copy.deepcopy(builder)
    moved = rebalanced(trial, seed)
    return (trial, moved) if bettered(moved, before, trial) else (None, 0)


def moves(before, builder):
    """How many replicas are on another device than before, or on one for the first time."""
    rows = enumerate(builder._replica2part2dev)
    return sum(sum(one != other for one, other in zip(row, before[replica])) + max(0, len(row) - len(before[replica]))
               if replica < len(before) else len(row) for replica, row in rows)


def pending(builder, seed):
    """How many a rebalance would move if it did not matter when partitions were last moved."""
    if not builder.ever_rebalanced:
        return 0
    free = copy.deepcopy(builder)
    free.pretend_min_part_hours_passed()
    try:
        return improved(free, seed)[1]
    except Refused:
        return 0


def on_removed(builder):
    """What goes with the devices that are marked: partitions by device, and how many of them lose several replicas at once."""
    by_id = {dev['id']: dev for dev in builder._remove_devs if dev['parts']}
    if not by_id:
        return [], 0
    lost, held = [0] * builder.parts, [0] * builder.parts
    for part2dev in builder._replica2part2dev:
        for part, dev_id in enumerate(part2dev):
            lost[part] += dev_id in by_id
            held[part] += 1
    nowhere = sum(gone == had for gone, had in zip(lost, held))
    if nowhere:
        raise Refused('nothing-left', nowhere)
    return [dict(place_in(dev), partitions=dev['parts']) for dev in by_id.values()], sum(count > 1 for count in lost)


def dropped(before, builder):
    """How many replicas are on no device any more."""
    now = builder._replica2part2dev
    return sum(max(0, len(row) - (len(now[replica]) if replica < len(now) else 0)) for replica, row in enumerate(before))


def together(before, builder):
    """Of how many partitions several replicas get another device at once."""
    elsewhere = [0] * builder.parts
    for row, other in zip(builder._replica2part2dev, before):
        for part, (one, former) in enumerate(zip(row, other)):
            elsewhere[part] += one != former
    return sum(count > 1 for count in elsewhere)


def place_in(dev):
    return {name: dev[name] for name in ('ip', 'port', 'device')}


def ring_of(builder, name):
    """As swift-ring-builder writes it, with its fixed time: the same ring is the same bytes."""
    written = io.BytesIO()
    with GzipFile(name, mode='wb', fileobj=written, mtime=1300507380.0) as file:
        builder._ring = None
        builder.get_ring().serialize_v1(file)
    return written.getvalue()


def told(builder, seed):
    free = builder._last_part_moves_epoch
    if builder.ever_rebalanced:
        free += 3600 * max(0, builder.min_part_hours - min(builder._last_part_moves))
    names = ('ip', 'port', 'device', 'region', 'zone', 'weight', 'replication_ip', 'replication_port', 'meta')
    return {
        'part_power': builder.part_power,
        'replicas': builder.replicas,
        'min_part_hours': builder.min_part_hours,
        'overload': builder.overload,
        'version': builder.version,
        'balance': round(balance_of(builder), 2),
        'dispersion': round(builder.dispersion or 0, 2),
        'pending': pending(builder, seed),
        'free_at': free,
        'devices': [dict({name: dev[name] for name in names}, partitions=dev['parts']) for dev in staying(builder)],
    }


def forget(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def stage(path, content, owner, group, mode):
    try:
        uid, gid = pwd.getpwnam(owner).pw_uid, grp.getgrnam(group).gr_gid
    except KeyError as error:
        raise Refused('no-account', error.args[0])
    forget(path)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'wb') as file:
            os.fchown(file.fileno(), uid, gid)
            os.fchmod(file.fileno(), int(mode, 8))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Refused('not-written', str(error))


def answer(request):
    seed, paths = request['seed'], request['paths']
    now = request['now'] or int(time.time())
    library.time = lambda: now
    content, builder = (None, None) if request['fresh'] else load(paths['builder'])
    found = sha256(content) if content is not None else None
    wanted = request['wanted']
    if request['from'] is not None and found != request['from']:
        raise Refused('changed', found or 'gone')
    if wanted is None:
        if builder is None:
            raise Refused('changed', 'gone')
        return dict(told(builder, seed), builder=found, ring=sha256(ring_of(builder, paths['ring_name'])))
    changed = builder is None
    if changed:
        builder = library.RingBuilder(wanted['part_power'], float(wanted['replicas']), wanted['min_part_hours'])
    if builder.part_power != wanted['part_power']:
        raise Refused('part-power', builder.part_power)
    if builder.next_part_power is not None:
        raise Refused('part-power-increase', builder.next_part_power)
    before = copy.deepcopy(builder._replica2part2dev or [])
    settled, due = settle(builder, wanted)
    changed = changed or settled
    removed, several = on_removed(builder)
    if due or not builder.ever_rebalanced:
        rebalanced(builder, seed)
        changed = True
    # Where nothing has to wait, all is done at once.
    rounds = 10 if builder.min_part_hours == 0 else 1 if request['rebalance'] and not due else 0
    for _ in range(rounds):
        better, _ = improved(builder, seed)
        if better is None:
            break
        builder, changed = better, True
    moved = moves(before, builder)
    if moved and builder._last_part_moves_epoch == now:
        builder._last_part_moves_epoch = int(time.time())
    if builder._id is None:
        builder._id = uuid.uuid4().hex
        changed = True
    if changed:
        content = pickle.dumps(builder.to_dict(), protocol=2)
    ring = ring_of(builder, paths['ring_name'])
    if request['stage']:
        forget(paths['staged_builder'])
        owned = [request['stage'][name] for name in ('owner', 'group', 'mode')]
        stage(paths['staged_ring'], ring, *owned)
        if changed:
            stage(paths['staged_builder'], content, *owned)
    return dict(told(builder, seed), builder=sha256(content), ring=sha256(ring), found=found, changed=changed, moved=moved,
                removed=removed, several=several, together=together(before, builder), dropped=dropped(before, builder))


try:
    print(json.dumps(answer(request)))
except Refused as refused:
    print(json.dumps(refused.answer))
`;
