#!/usr/bin/env python3
"""Forwards a port to another one of this machine, and gives every answer back some milliseconds later.

  slow_link.py PORT TARGET_PORT [--millis 20]

What is delayed overtakes nothing and takes no bandwidth: a server far away, on a fast link.
"""
import argparse, asyncio


async def pump(reader, writer, seconds):
    """Passes bytes on, each chunk so many seconds after it came."""
    loop, waiting = asyncio.get_running_loop(), asyncio.Queue()

    async def passes():
        while True:
            due, chunk = await waiting.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if not chunk:
                return
            writer.write(chunk)
            await writer.drain()

    passing = asyncio.create_task(passes())
    try:
        while True:
            chunk = await reader.read(1 << 16)
            waiting.put_nowait((loop.time() + seconds, chunk))
            if not chunk:
                break
        await passing
    except ConnectionError:
        passing.cancel()
    finally:
        writer.close()


async def serve(port, target, seconds):
    async def connected(reader, writer):
        try:
            there = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, there[1], 0), pump(there[0], writer, seconds))

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("port", type=int)
    p.add_argument("target", type=int)
    p.add_argument("--millis", type=float, default=20)
    a = p.parse_args()
    try:
        asyncio.run(serve(a.port, a.target, a.millis / 1000))
    except KeyboardInterrupt:
        pass
