@NullMarked
package io.machinenativeops.demo;

import org.jspecify.annotations.NullMarked;
