package io.machinenativeops.platform.tenancy;

/** Holds what the service expects of its schema against what migrations made of it. */
interface SchemaCheck {

    /** Ends normally when all is there; the exception says what is not. */
    void check();
}
