"Walkthroughs (all, or those named) as a reader meets them: JupyterLab, a browser, all cells run, every widget moved"

import argparse, asyncio, json, os, secrets, shutil, socket, subprocess, sys, tempfile, time, urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT, REDRAW, PAGES = (
    180,
    5,
    2,
)  # seconds a notebook; seconds a picture may take to change; notebooks at a time
SETTINGS = {
    'notebook-extension/tracker': dict(
        windowingMode='none'
    ),  # all outputs stay in the page
    'apputils-extension/notification': dict(fetchNews='false', checkForUpdates=False),
}
BIG = shutil.ignore_patterns(
    'cache', 'runs', '*.zip', '*.tar.gz', 'cifar-*', '.ipynb_checkpoints'
)
CONTROLS = dict(  # kind -> where; the last only if there is no other
    slider='.noUi-target:not([disabled])',
    dropdown='.widget-dropdown select:enabled, .widget-select select:enabled',
    choice='.widget-toggle-buttons',
    tick='.widget-checkbox input:enabled',
    number='input[type=number]:enabled',
    toggle='button.widget-toggle-button:enabled',
    play='.widget-play',
    button='button.widget-button:enabled',
)
BROKEN = r"""es => es.filter(e => e.dataset.mimeType == 'application/vnd.jupyter.error'
    || /Traceback \(most recent|Error displaying widget|javascript error/.test(e.innerText)
    ).map(e => e.innerText.trim().split('\n').pop().slice(0, 200))"""
DRAWN = """async area => {   // the pixels, not the addresses: the same picture sent again is no change
    const out = [...area.querySelectorAll('.jp-RenderedSVG svg')].map(s => s.outerHTML);
    for (const i of area.querySelectorAll('img')) {
        try { await i.decode() } catch { continue }
        const c = Object.assign(document.createElement('canvas'), {width: i.naturalWidth, height: i.naturalHeight});
        c.getContext('2d').drawImage(i, 0, 0); out.push(c.toDataURL()) }
    for (const c of area.querySelectorAll('canvas')) out.push(c.toDataURL());
    return out.join(' ') }"""
NOTEBOOK = 'jupyterapp.shell.currentWidget'
COMMAND = "async name => { await jupyterapp.commands.execute('notebook:' + name) }"
NOT_RUN = f"""{NOTEBOOK}.content.widgets.filter(
    c => c.model.type == 'code' && c.model.sharedModel.source.trim() && !c.model.executionCount).length"""

IDLE = "![...document.querySelectorAll('.jp-InputPrompt')].some(e => e.innerText.includes('[*]'))"


@contextmanager
def served():
    "A copy of the project behind JupyterLab: its address, its token, its folder; the server always ends"
    with tempfile.TemporaryDirectory(
        prefix='ltcl_browse_', ignore_cleanup_errors=True
    ) as tmp:
        tmp, token = Path(tmp), secrets.token_hex(16)
        site = tmp / 'site'
        for name in ('nbs', 'data'):
            shutil.copytree(ROOT / name, site / name, ignore=BIG)
        for p in BIG(None, os.listdir(ROOT / 'data')):
            (site / 'data' / p).symlink_to(ROOT / 'data' / p)
        shutil.copy(ROOT / 'settings.ini', site)
        for name, value in SETTINGS.items():
            p = tmp / 'settings' / '@jupyterlab' / f'{name}.jupyterlab-settings'
            p.parent.mkdir(parents=True)
            p.write_text(json.dumps(value))
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            url = f'http://127.0.0.1:{s.getsockname()[1]}'
        env = dict(
            os.environ,
            OMP_NUM_THREADS='1',
            JUPYTER_TOKEN=token,
            JUPYTER_RUNTIME_DIR=str(tmp / 'runtime'),
            JUPYTERLAB_SETTINGS_DIR=str(tmp / 'settings'),
            JUPYTERLAB_WORKSPACES_DIR=str(tmp / 'workspaces'),
            IPYTHONDIR=str(tmp / 'ipython'),
            PATH=f'{Path(sys.executable).parent}:{os.environ["PATH"]}',
        )
        env.pop('MPLBACKEND', None)  # CI has 'agg', which draws nothing; readers do not
        if (shared := ROOT.parent / 'shared' / 'data').is_dir():
            env.setdefault('LTCL_DATA', str(shared))
        options = [
            f"--port={url.split(':')[-1]}",
            f'--ServerApp.root_dir={site}',
            '--ServerApp.ip=127.0.0.1',
            '--ServerApp.port_retries=0',
            '--no-browser',
            '--allow-root',
            '--expose-app-in-browser',
        ]
        with open(tmp / 'log', 'w') as log:
            lab = subprocess.Popen(
                [sys.executable, '-m', 'jupyterlab', *options],
                env=env,
                stdout=log,
                stderr=log,
            )
        try:
            start, up = time.time(), False
            while not up:
                if lab.poll() is not None or time.time() > start + 60:
                    sys.exit((tmp / 'log').read_text()[-2000:])
                try:
                    urllib.request.urlopen(
                        f'{url}/api/status?token={token}', timeout=5
                    ).close()
                    up = True
                except OSError:
                    time.sleep(0.3)
            yield url, token, site
        finally:
            lab.terminate()
            try:
                lab.wait(15)
            except subprocess.TimeoutExpired:
                lab.kill()
                lab.wait()


async def press(page, kind, control):  # one step, with the keyboard where it can be
    if kind == 'slider':
        handle = await control.query_selector('.noUi-handle')
        now = await handle.get_attribute('aria-valuetext')
        for key in (
            'ArrowRight',
            'ArrowLeft',
        ):  # from its right end it can only go left
            await handle.focus()
            await page.keyboard.press(key)
            if await handle.get_attribute('aria-valuetext') != now:
                return
    elif kind == 'dropdown':
        await control.select_option(
            index=await control.evaluate(
                'e => (e.selectedIndex + 1) % e.options.length'
            )
        )
    elif kind == 'number':
        await control.press('ArrowUp')
        await control.press('Enter')
    else:
        inner = dict(choice='button:not(.mod-active)', play='button').get(kind)
        await (await control.query_selector(inner) if inner else control).click()


async def settled(area):  # the picture, once it stands still
    now = None
    while now != (now := await area.evaluate(DRAWN)):
        await asyncio.sleep(0.4)
    return now


async def redrawn(area, before):
    for _ in range(REDRAW * 10):
        if changed := await area.evaluate(DRAWN) != before:
            break
        await asyncio.sleep(0.1)
    return changed


async def move(page, area, shot):
    "Move every control of a widget; how many there are, and how many changed the picture"
    tried = moved = 0
    await area.scroll_into_view_if_needed()
    await area.screenshot(path=f'{shot}_before.png')
    for kind, where in CONTROLS.items():
        for control in (
            await area.query_selector_all(where)
            if kind != 'button' or not tried
            else ()
        ):
            if not await control.is_visible():
                continue
            before, tried = await settled(area), tried + 1
            await press(page, kind, control)
            moved += await redrawn(area, before)
            if kind == 'play':
                await press(page, kind, control)  # and pause
    await area.screenshot(path=f'{shot}_after.png')
    return tried, moved


async def visit(page, url, token, path, shot):
    "Open, run all cells, move all widgets; what was seen, and what is wrong"
    await page.goto(
        f'{url}/lab/workspaces/{secrets.token_hex(4)}/tree/{path}?token={token}'
    )
    await page.wait_for_selector('.jp-Notebook .jp-Cell', timeout=60_000)
    await page.evaluate(
        f'async () => {{ await {NOTEBOOK}.context.ready; await {NOTEBOOK}.sessionContext.ready }}'
    )
    for name in ('clear-all-cell-outputs', 'run-all-cells'):
        await page.evaluate(COMMAND, name)
    await page.wait_for_function(IDLE, timeout=LIMIT * 1000)
    await asyncio.sleep(1)
    errors = lambda: page.eval_on_selector_all('.jp-OutputArea-output', BROKEN)
    faults, widgets, controls, changed = await errors(), 0, 0, 0
    if left := await page.evaluate(NOT_RUN):
        faults.append(f'{left} cells did not run')
    for area in await page.query_selector_all(
        '.jp-Cell-outputArea:has(.jupyter-widgets)'
    ):
        tried, moved = await move(page, area, f'{shot}_{widgets + 1}')
        widgets, controls, changed = (
            widgets + (tried > 0),
            controls + tried,
            changed + moved,
        )  # 0: a progress bar
        if tried and not moved:
            faults.append(
                f'widget {widgets}: {tried} controls moved, the picture stayed as it was'
            )
    faults += await errors()
    cells = len(await page.query_selector_all('.jp-CodeCell'))
    await page.screenshot(path=f'{shot}.png')
    await page.evaluate(f'{NOTEBOOK}.sessionContext.shutdown()')
    return (
        f'{cells} cells, {widgets} widgets, {changed} of {controls} controls moved the picture',
        faults,
    )


async def browse(browser, gate, url, token, path, out):
    "One notebook in a window of its own; True if nothing is wrong"
    async with (
        gate,
        await browser.new_context(viewport=dict(width=1300, height=1000)) as window,
    ):
        start, seen, name, page = (
            time.time(),
            'broken off',
            path.stem,
            await window.new_page(),
        )
        try:
            seen, faults = await asyncio.wait_for(
                visit(page, url, token, path, out / name), LIMIT
            )
        except Exception as e:
            faults = [
                f'{type(e).__name__}: {str(e)[:300] or f"not finished after {LIMIT} s"}'
            ]
        if faults and not page.is_closed():
            await page.screenshot(path=out / f'{name}_failed.png')
        print(
            f"{'failed' if faults else 'passed'}  {name:26} {time.time() - start:4.0f} s  {seen}",
            *dict.fromkeys(faults),
            sep='\n        ',
            flush=True,
        )
        return not faults


async def main(names, out):
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        return print('skipped: playwright is not installed')
    if not (chromium := shutil.which('chromium') or shutil.which('chromium-browser')):
        return print('skipped: Chromium is not installed')
    books = [Path(n).resolve() for n in names] or sorted(
        (ROOT / 'nbs' / 'walkthroughs').glob('*.ipynb')
    )
    if missing := [str(p) for p in books if not p.is_file()]:
        sys.exit(f"no such notebook: {', '.join(missing)}")
    out.mkdir(parents=True, exist_ok=True)
    gate = asyncio.Semaphore(PAGES)
    folder = 'nbs/walkthroughs'
    with served() as (url, token, site):
        paths = [
            Path(shutil.copy(p, site / folder)).relative_to(site) for p in books
        ]  # one from elsewhere, too
        async with async_playwright() as play:
            browser = await play.chromium.launch(
                executable_path=chromium, args=['--no-sandbox', '--disable-gpu']
            )
            passed = await asyncio.gather(
                *(browse(browser, gate, url, token, p, out) for p in paths)
            )
    print(f'{sum(passed)} walkthroughs passed, {len(passed) - sum(passed)} failed')
    return not all(passed)


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('names', nargs='*', metavar='NOTEBOOK')
    parser.add_argument('--out', type=Path, default=ROOT / '.ci' / 'screenshots')
    a = parser.parse_args()
    sys.exit(asyncio.run(main(a.names, a.out)) or 0)
