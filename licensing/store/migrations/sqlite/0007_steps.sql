-- The scheduler: which server carries out what is due, and what was carried out.
CREATE TABLE step_lease (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  holder TEXT NOT NULL, -- empty: nobody
  token INTEGER NOT NULL, -- only ever rises
  beats INTEGER NOT NULL,
  term_milliseconds INTEGER NOT NULL
) STRICT;
INSERT INTO step_lease VALUES (1, '', 0, 0, 0);
INSERT INTO column_marks VALUES ('step_lease', '*', 'VOLATILE');

-- No step is carried out twice.
CREATE TABLE steps_done (
  resource TEXT NOT NULL,
  step TEXT NOT NULL,
  due_time INTEGER NOT NULL,
  time INTEGER NOT NULL,
  token INTEGER NOT NULL,
  PRIMARY KEY (resource, step)
) STRICT, WITHOUT ROWID;

-- The oldest answer, which is the next to be forgotten.
DROP INDEX requests_by_time;
CREATE INDEX requests_by_time ON requests (time, request_id);
