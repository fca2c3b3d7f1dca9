"""Small corpora, slow references and places that several tests share."""
