"README.md and its pictures from nbs/index.ipynb and the lessons: `python .ci/readme.py` writes them, `--check` says whether they are current."

import base64, hashlib, io, re, sys
from pathlib import Path
import nbformat
from nbconvert import MarkdownExporter
from PIL import Image
from PIL.PngImagePlugin import PngInfo

root = Path(__file__).resolve().parent.parent
nb = nbformat.read(root / 'nbs' / 'index.ipynb', 4)
hide = lambda c: c.cell_type == 'code' and re.search(r'^#\|\s*hide', c.source, re.M)
nb.cells = [c for c in nb.cells if not hide(c)]
nb.metadata['language_info'] = {'name': 'python'}
for c in nb.cells:
    if c.cell_type == 'code' and re.search(r'^#\|\s*echo: false', c.source, re.M):
        c.source = ''
text, resources = MarkdownExporter().from_notebook_node(
    nb, resources={'output_files_dir': 'nbs/images', 'unique_key': 'index'}
)
text = re.sub(r'```python\s*```\n*', '', text)  # inputs that were not to be shown
text = re.sub(r'\]\(\.\./', '](', text)
text = re.sub(r'\]\(images/', '](nbs/images/', text)
text = re.sub(
    r'\]\((?!https?:|#|nbs/)([\w./]+\.ipynb)\)', r'](nbs/\1)', text
)  # links are relative to nbs/
text = re.sub(r'\n{3,}', '\n\n', text).strip() + '\n'


def picture(path):
    "The picture of a lesson on the map: the output of its first figure (or of the cell marked `#| thumbnail`), as PNG bytes"
    cells = [
        c
        for c in nbformat.read(path, 4).cells
        if c.cell_type == 'code'
        and any('image/png' in o.get('data', {}) for o in c.outputs)
    ]
    chosen = next(
        (c for c in cells if re.search(r'^#\|\s*thumbnail', c.source, re.M)),
        cells[0] if cells else None,
    )
    return chosen and base64.b64decode(
        next(
            o.data['image/png']
            for o in chosen.outputs
            if 'image/png' in o.get('data', {})
        )
    )


def thumbnail(png, file):
    "A small copy that remembers the hash of its original; the file itself where that is unchanged"
    source = hashlib.sha256(png).hexdigest()[:16]
    if file.exists() and Image.open(file).text.get('source') == source:
        return file.read_bytes()
    im, out, note = Image.open(io.BytesIO(png)).convert('RGB'), io.BytesIO(), PngInfo()
    note.add_text('source', source)
    im.thumbnail((300, 170), Image.Resampling.LANCZOS)
    im.quantize(64).save(out, 'PNG', pnginfo=note, optimize=True)
    return out.getvalue()


small = {
    root / 'nbs' / 'images' / f'{p.stem}.png': png
    for p in sorted((root / 'nbs' / 'walkthroughs').glob('*.ipynb'))
    if (png := picture(p))
}
made = {
    **{p: thumbnail(png, p) for p, png in small.items()},
    root / 'README.md': text.encode(),
    **{root / k: v for k, v in resources['outputs'].items()},
}
if '--check' in sys.argv:
    stale = [p.name for p, b in made.items() if not p.exists() or p.read_bytes() != b]
    sys.exit(
        f'not current: {", ".join(stale)}; run python .ci/readme.py and commit'
        if stale
        else 0
    )
for p, b in made.items():
    p.parent.mkdir(parents=True, exist_ok=True)
    p.write_bytes(b)
