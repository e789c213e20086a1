package io.machinenativeops.tokentracking.analysis;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The query parameters that a usage route documents and takes, besides the filters. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Takes {

    UsageParameter[] value();
}
