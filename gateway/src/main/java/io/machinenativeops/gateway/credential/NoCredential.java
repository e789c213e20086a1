package io.machinenativeops.gateway.credential;

/** The request shows nothing. */
public record NoCredential() implements Credential {}
