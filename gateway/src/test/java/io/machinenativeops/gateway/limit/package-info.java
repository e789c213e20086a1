@NullMarked
package io.machinenativeops.gateway.limit;

import org.jspecify.annotations.NullMarked;
