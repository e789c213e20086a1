/** Tests of the store on real servers, and the events they store. */
@NullMarked
package io.machinenativeops.tokentracking.storage;

import org.jspecify.annotations.NullMarked;
