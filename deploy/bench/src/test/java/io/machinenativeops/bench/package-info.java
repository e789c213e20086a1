@NullMarked
package io.machinenativeops.bench;

import org.jspecify.annotations.NullMarked;
