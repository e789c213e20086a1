package io.machinenativeops.platform.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A handler whose requests may carry an {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header). The whole handler
 * then runs in one transaction for the caller's organisation, with its answer: the same key with the same content is answered
 * from there for 24 hours, with other content it is refused with 422, and while the first is on its way with 409. Only answers
 * below 300 are kept; after any other, the request may be sent again and is worked on anew.
 *
 * <p>Such a handler changes nothing but the service's database (events go through the outbox).
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface IdempotentPost {}
