/**
 * Certificates and their keys: read from files, checked, and found by the names that clients ask for. All of it takes as long
 * as disks do, and belongs on no event loop; what comes of it is immutable. The JDK only.
 */
@NullMarked
package org.penlb.tls.certificate;

import org.jspecify.annotations.NullMarked;
