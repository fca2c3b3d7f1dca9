"""What makes the study and its data; not part of the installed package. Each is run as ``python -m tools.<name>``.

- `run_study`: count the demonstration texts, execute the notebooks, gather the claims (also ``python -m analysis study``)
- `datapackage`: describe ``data/`` for other programs
- `damage_simulator`: damage a clean text as sites do, with known truth
- `train_restoration_model`: count the character model that the restoration of damaged pages uses
"""
