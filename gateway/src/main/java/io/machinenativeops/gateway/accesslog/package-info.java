/** One line in the log for each request. */
@NullMarked
package io.machinenativeops.gateway.accesslog;

import org.jspecify.annotations.NullMarked;
