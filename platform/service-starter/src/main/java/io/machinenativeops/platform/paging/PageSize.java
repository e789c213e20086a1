package io.machinenativeops.platform.paging;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How long pages are, where it differs from the usual, on a parameter of type {@link PageQuery}. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface PageSize {

    /** Items a page when neither the route nor the caller says more. */
    int USUAL = 100;

    /** Items a page at most, when the route does not say more. */
    int LARGEST = 500;

    /** Items when nothing is asked for. */
    int usual() default USUAL;

    /** Items at most. */
    int largest() default LARGEST;
}
