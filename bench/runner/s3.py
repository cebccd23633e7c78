"""Cases in which the zones of HIOS lie in S3: the same input from folders to folders, from S3 to S3, and copied by the usual
clients of S3. Each with `hios sandbox` and with radosgw as the server."""

import json

from runner import datasets, in_flight, measure, s3_peers
from runner.s3_servers import NotHere, Radosgw, Sandbox

MOST_CPU = 2.5  # times the CPU of folders
LEAST_IN_FLIGHT = 64
LEAST_SIGNATURES = 200_000  # a second and core


def on_each_server(bench, case, data, rows_of):
    """Rows of `rows_of(server, case)` for both servers; one that is not installed is said and left out."""
    rows = []
    for kind in (Sandbox, Radosgw):
        cores = set(bench.cores) - bench.one_core() or set(bench.cores)
        try:
            server = kind(bench.hios, bench.scratch, data, cores)
        except NotHere as why:
            print(f"{case}: without {kind.name}: {why}")
            continue
        try:
            rows += rows_of(server, f"{case} ({server.name})")
        finally:
            server.end()
    return rows


def say_missing(case):
    for program in s3_peers.missing():
        print(f"{case}: {program} is not here: its rows are left out")


def compare(bench, case, data):
    local = bench.hios_on(data, name="hios folders")
    if not local:
        return []
    say_missing(case)

    def rows_of(server, name):
        remote = s3_peers.HiosS3(bench, data, server)
        rows = bench.take_turns(name, data, [*local, remote, *s3_peers.copying(bench, server, back=False),
                                             *s3_peers.copying(bench, server, back=True)])
        folders, s3, *copies = rows
        if folders.median.cpu > 0:
            times = s3.median.cpu / folders.median.cpu
            s3.remark = f"{times:.2f} x the CPU of folders (at most {MOST_CPU} asked)"
            s3.figures[f"{name}: CPU of S3 to S3 / CPU of folders"] = times
        for copy in copies:
            if s3.median.cpu > 0 and not copy.note:
                s3.figures[f"{name}: CPU speed / {copy.program}"] = copy.median.cpu / s3.median.cpu
                s3.figures[f"{name}: wall speed / {copy.program}"] = copy.median.wall / s3.median.wall
        return rows

    return on_each_server(bench, case, data, rows_of)


def bundles(bench):
    # The gateway's store in memory holds 2 GiB, with what is deleted.
    return compare(bench, "s3", bench.datasets.get("bundles", "--patients", bench.size(40, 80)))


def small_data(bench):
    return bench.datasets.get("small", "--count", bench.size(2000, 20000), "--bytes", 2000, "--compact")


def small(bench):
    return compare(bench, "s3-small", small_data(bench))


def flight(bench):
    """Small gets where a first byte takes its time: what counts is how many are under way."""
    if not bench.hios:
        return []
    case, data = "s3-in-flight", small_data(bench)
    say_missing(case)

    def rows_of(server, name):
        rows = []
        for program in [s3_peers.HiosS3(bench, data, server), *s3_peers.copying(bench, server, back=False)]:
            relay, threads = in_flight.Relay(server.ready["endpoint"]), in_flight.Threads()
            variables = {**server.variables(), "AWS_ENDPOINT_URL": relay.url}
            if program.name.startswith("rclone"):
                variables = s3_peers.rclone_remote(variables)
            sample = program.run(variables, watch_process=threads.see)
            relay.end()
            program.clean()
            row = bench.row(name, data, program, [sample])
            row.remark = f"{relay.most} requests in flight, {threads.most} threads, first bytes after 30 ms"
            row.figures = {f"{name}: {program.name}, most requests in flight": relay.most,
                           f"{name}: {program.name}, threads": threads.most}
            if program.name == "hios s3":
                row.remark += f" (at least {LEAST_IN_FLIGHT} asked)"
            rows.append(row)
        return rows

    return on_each_server(bench, case, data, rows_of)


def store(bench):
    """A folder of small files into an empty prefix."""
    if not bench.hios:
        return []
    data = small_data(bench)
    say_missing("s3-store")
    return on_each_server(bench, "s3-store", data, lambda server, name: bench.take_turns(
        name, data, s3_peers.storing(bench, server, data)))


def signing(bench):
    """Requests signed and not sent; objects are signatures here."""
    if not bench.signing:
        print("s3-signing: hios-bench-signing is not built: left out")
        return []
    output = bench.scratch / "signing.json"
    sample = measure.run([str(bench.signing)], cores=bench.one_core(), stdout=output)
    found = json.loads(output.read_text())
    program = s3_peers.InS3("hios-bench-signing", [], bench.scratch, {}, None)
    row = bench.row("s3-signing", datasets.Dataset(bench.scratch, found["signed"], 0, 0, 0), program, [sample])
    row.remark = (f"{found['signatures_per_cpu_second']:.0f} signatures a CPU second, {found['with_session_token']:.0f} with a "
                  f"session token (at least {LEAST_SIGNATURES} asked)")
    row.figures = {"s3-signing: signatures a CPU second": found["signatures_per_cpu_second"],
                   "s3-signing: with a session token": found["with_session_token"]}
    return [row]


CASES = {"s3": bundles, "s3-small": small, "s3-in-flight": flight, "s3-store": store, "s3-signing": signing}
