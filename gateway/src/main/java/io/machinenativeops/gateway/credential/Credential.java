package io.machinenativeops.gateway.credential;

/** What a request shows of its caller. */
public sealed interface Credential permits ApiKey, AccessToken, NoCredential {}
