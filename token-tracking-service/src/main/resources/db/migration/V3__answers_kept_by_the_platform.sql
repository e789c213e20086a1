-- The platform keeps the answers of POSTs with an Idempotency-Key (kept_answer).
DROP TABLE idempotent_request;
