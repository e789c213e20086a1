package io.machinenativeops.platform.tenancy;

/** Changes of entities that the running transaction has not sent to PostgreSQL yet. SQL that follows must see them. */
interface UnwrittenChanges {

    /** Sends them. */
    void write();
}
