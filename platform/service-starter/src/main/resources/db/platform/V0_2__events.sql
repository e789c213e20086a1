-- Events that wait to be sent, in the transaction of what they tell of. A row is deleted once its event is in the stream.
CREATE TABLE outbox_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL,
    stream text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    -- Its place among the events of its subject in this stream; null where order means nothing.
    sequence bigint,
    occurred_at timestamptz NOT NULL,
    traceparent text,
    data text NOT NULL
);
CREATE INDEX outbox_event_stream ON outbox_event (stream, id);

-- The last number given to a subject. Its row is locked until the transaction that took the number has ended, so that numbers
-- have no gaps and grow in the order in which changes were committed.
CREATE TABLE outbox_sequence (
    stream text NOT NULL,
    subject text NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (stream, subject)
);

-- What was read last of each subject.
CREATE TABLE event_seen (
    stream text NOT NULL,
    source text NOT NULL,
    subject text NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (stream, source, subject)
);

-- The tenant role has no right to these tables: it goes through functions, which do this one thing each. They find the tables
-- above and nothing else of that name, whoever made it.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

CREATE FUNCTION outbox_append(
    p_event_id uuid, p_stream text, p_type text, p_subject text, p_ordered boolean, p_occurred_at timestamptz,
    p_traceparent text, p_data text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    number bigint;
BEGIN
    IF p_ordered THEN
        INSERT INTO outbox_sequence AS known (stream, subject, last) VALUES (p_stream, p_subject, 1)
        ON CONFLICT (stream, subject) DO UPDATE SET last = known.last + 1
        RETURNING last INTO number;
    END IF;
    -- After the lock: of one subject, a smaller id is never committed after a greater one.
    INSERT INTO outbox_event (event_id, stream, type, subject, sequence, occurred_at, traceparent, data)
    VALUES (p_event_id, p_stream, p_type, p_subject, number, p_occurred_at, p_traceparent, p_data);
    RETURN number;
END $$;

CREATE FUNCTION event_is_new(p_stream text, p_source text, p_subject text, p_sequence bigint)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO event_seen AS known (stream, source, subject, sequence)
    VALUES (p_stream, p_source, p_subject, p_sequence)
    ON CONFLICT (stream, source, subject) DO UPDATE SET sequence = EXCLUDED.sequence
    WHERE known.sequence < EXCLUDED.sequence;
    RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION outbox_append FROM PUBLIC;
REVOKE ALL ON FUNCTION event_is_new FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbox_append TO ${tenantRole};
GRANT EXECUTE ON FUNCTION event_is_new TO ${tenantRole};
