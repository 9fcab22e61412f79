"README.md from nbs/index.ipynb: `python .ci/readme.py` writes it, `--check` says whether it is current."
import re, sys
from pathlib import Path
import nbformat
from nbconvert import MarkdownExporter

root = Path(__file__).resolve().parent.parent
nb = nbformat.read(root/'nbs'/'index.ipynb', 4)
hide = lambda c: c.cell_type == 'code' and re.search(r'^#\|\s*hide', c.source, re.M)
nb.cells = [c for c in nb.cells if not hide(c)]
nb.metadata['language_info'] = {'name': 'python'}
for c in nb.cells:
    if c.cell_type == 'code' and re.search(r'^#\|\s*echo: false', c.source, re.M): c.source = ''
text, resources = MarkdownExporter().from_notebook_node(nb, resources={'output_files_dir': 'nbs/images', 'unique_key': 'index'})
text = re.sub(r'```python\s*```\n*', '', text)                            # inputs that were not to be shown
text = re.sub(r'\]\(\.\./', '](', text)
text = re.sub(r'\]\((?!https?:|#|nbs/)([\w./]+\.ipynb)\)', r'](nbs/\1)', text)  # links are relative to nbs/
text = re.sub(r'\n{3,}', '\n\n', text).strip() + '\n'
made = {root/'README.md': text.encode(), **{root/k: v for k, v in resources['outputs'].items()}}
if '--check' in sys.argv:
    stale = [p.name for p, b in made.items() if not p.exists() or p.read_bytes() != b]
    sys.exit(f'not current: {", ".join(stale)}; run python .ci/readme.py and commit' if stale else 0)
for p, b in made.items(): p.parent.mkdir(parents=True, exist_ok=True); p.write_bytes(b)
