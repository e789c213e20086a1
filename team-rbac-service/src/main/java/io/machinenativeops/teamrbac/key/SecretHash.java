package io.machinenativeops.teamrbac.key;

/** What is stored of a secret, and the id of the pepper it was made with. Two are never compared as records. */
@SuppressWarnings("ArrayRecordComponent")
record SecretHash(String pepperId, byte[] bytes) {}
