-- The tables of schema 1, as Handrail made them on the day of that schema.
CREATE TABLE audit (
seq INTEGER NOT NULL,
at TEXT NOT NULL,
actor TEXT NOT NULL,
action TEXT NOT NULL,
facts TEXT NOT NULL,
previous TEXT NOT NULL,
digest TEXT NOT NULL,
PRIMARY KEY (seq)
)
 STRICT;
CREATE TABLE code (
id TEXT NOT NULL,
strand TEXT NOT NULL,
name TEXT NOT NULL,
description TEXT NOT NULL,
parent TEXT,
origin TEXT NOT NULL,
position INTEGER NOT NULL,
include TEXT NOT NULL,
exclude TEXT NOT NULL,
place INTEGER NOT NULL,
PRIMARY KEY (id),
UNIQUE (strand, name)
)
 STRICT;
CREATE TABLE ledger (
seq INTEGER NOT NULL,
release TEXT NOT NULL,
at TEXT NOT NULL,
kind TEXT NOT NULL,
name TEXT NOT NULL,
facts TEXT NOT NULL,
PRIMARY KEY (seq)
)
 STRICT;
CREATE TABLE meta (
"key" TEXT NOT NULL,
value TEXT NOT NULL,
PRIMARY KEY ("key")
)
 STRICT;
CREATE TABLE node (
id TEXT NOT NULL,
kind TEXT NOT NULL,
title TEXT NOT NULL,
"key" TEXT NOT NULL,
content TEXT NOT NULL,
data TEXT NOT NULL,
place INTEGER NOT NULL,
PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE participant (
id TEXT NOT NULL,
strand TEXT NOT NULL,
name TEXT NOT NULL,
document TEXT NOT NULL,
speaker TEXT NOT NULL,
attributes TEXT NOT NULL,
consent TEXT NOT NULL,
place INTEGER NOT NULL,
PRIMARY KEY (strand, name, document, speaker)
)
 STRICT;
CREATE TABLE result (
step TEXT NOT NULL,
"key" TEXT NOT NULL,
content TEXT NOT NULL,
kind TEXT NOT NULL,
body TEXT NOT NULL,
method TEXT NOT NULL,
software TEXT NOT NULL,
made_at TEXT NOT NULL,
PRIMARY KEY (step)
)
 STRICT;
CREATE TABLE source (
id TEXT NOT NULL,
strand TEXT NOT NULL,
kind TEXT NOT NULL,
name TEXT NOT NULL,
file_digest TEXT NOT NULL,
content TEXT NOT NULL,
revision INTEGER NOT NULL,
imported_at TEXT NOT NULL,
notes TEXT NOT NULL,
PRIMARY KEY (id),
UNIQUE (strand, name)
)
 STRICT;
CREATE TABLE theme (
id TEXT NOT NULL,
strand TEXT NOT NULL,
name TEXT NOT NULL,
sentence TEXT NOT NULL,
codes TEXT NOT NULL,
passages TEXT NOT NULL,
counter_examples TEXT NOT NULL,
memo TEXT NOT NULL,
history TEXT NOT NULL,
place INTEGER NOT NULL,
PRIMARY KEY (id),
UNIQUE (strand, name)
)
 STRICT;
CREATE TABLE dataset (
survey TEXT NOT NULL,
source TEXT NOT NULL,
columns TEXT NOT NULL,
rows INTEGER NOT NULL,
parquet BLOB NOT NULL,
PRIMARY KEY (survey),
FOREIGN KEY(source) REFERENCES source (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_dataset_source ON dataset (source);
CREATE TABLE document (
name TEXT NOT NULL,
source TEXT NOT NULL,
format TEXT NOT NULL,
text TEXT NOT NULL,
PRIMARY KEY (name),
FOREIGN KEY(source) REFERENCES source (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_document_source ON document (source);
CREATE TABLE edge (
node TEXT NOT NULL,
relation TEXT NOT NULL,
"on" TEXT NOT NULL,
PRIMARY KEY (node, relation, "on"),
FOREIGN KEY(node) REFERENCES node (id),
FOREIGN KEY("on") REFERENCES node (id)
)
 STRICT;
CREATE INDEX edge_on ON edge ("on");
CREATE TABLE coding (
id TEXT NOT NULL,
strand TEXT NOT NULL,
name TEXT NOT NULL,
document TEXT NOT NULL,
start INTEGER NOT NULL,
"end" INTEGER NOT NULL,
quotation TEXT NOT NULL,
code TEXT NOT NULL,
coder TEXT NOT NULL,
memo TEXT NOT NULL,
flags TEXT NOT NULL,
approval TEXT,
speaker TEXT,
place INTEGER NOT NULL,
PRIMARY KEY (strand, name, coder),
FOREIGN KEY(document) REFERENCES document (name) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_coding_document ON coding (document);
CREATE TABLE turn (
document TEXT NOT NULL,
"index" INTEGER NOT NULL,
speaker TEXT,
start INTEGER NOT NULL,
"end" INTEGER NOT NULL,
begins REAL,
ends REAL,
PRIMARY KEY (document, "index"),
FOREIGN KEY(document) REFERENCES document (name) ON DELETE CASCADE
)
 STRICT;
CREATE TRIGGER audit_keeps_lines BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_loses_no_lines BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
