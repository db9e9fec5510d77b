/**
 * A configuration as JSON or YAML: text becomes a JSON object, the published schema and the records judge it, and records
 * are written back as the shortest JSON that means the same.
 */
@NullMarked
package org.penlb.config.json;

import org.jspecify.annotations.NullMarked;
