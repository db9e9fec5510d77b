package org.penlb.load.cluster;

/** Something that is measured by itself. */
interface Part {
    void measure(Stand stand, Scale scale, Report report);
}
