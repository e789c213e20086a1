package io.machinenativeops.platform.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The permission a caller must hold, at any scope, before the handler runs; what the caller may see inside is for the
 * handler to narrow with {@link Caller}. A handler without this annotation answers nobody.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresPermission {

    /**
     * No permission and no token: the path stands among {@code mno.security.public-paths} too, and the handler sees to the rest.
     */
    String NONE = "none";

    /** A permission of the design's list, such as {@code usage:write}. */
    String value();

    /** Another one that lets in as well: of who runs the platform, say. */
    String or() default NONE;
}
