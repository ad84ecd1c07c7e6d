# Sourced by the scripts in dev/ that need Python packages.

# Flags for JVMs of short commands: most of their time would go into compiling what is run once.
fast_start="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

# environment FOLDER: a Python environment with the packages in FOLDER/requirements.lock, whose path it puts into $environment. It is made
# anew when these or Python have changed, and by uv, since pip takes minutes for some. PYTHON names the Python (default: python3).
environment() {
  local python="${PYTHON:-python3}" home made_of
  home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
  environment="$home/$1/target/environment"

  command -v "$python" >/dev/null || fail "there is no '$python'"
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "'$python' is $("$python" --version 2>&1)"

  made_of="$("$python" --version), $(cat "$home/dev/installer.lock" "$home/$1/requirements.lock" | cksum)"
  if [ "$(cat "$environment/made-of" 2>/dev/null)" != "$made_of" ]; then
    rm -rf "$environment"
    "$python" -m venv "$environment"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
      --only-binary :all: --require-hashes -r "$home/dev/installer.lock"
    "$environment/bin/uv" pip install --quiet --python "$environment/bin/python" \
      --only-binary :all: --require-hashes -r "$home/$1/requirements.lock"
    echo "$made_of" >"$environment/made-of"
  fi
}

# airflow_environment: the one of airflow-dags, with a database without runs that is copied for each run: to make one takes longer than most tests.
airflow_environment() {
  environment airflow-dags
  if [ ! -e "$environment/airflow.db" ]; then
    AIRFLOW_HOME="$environment/home" AIRFLOW__CORE__LOAD_EXAMPLES=False \
      AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="sqlite:///$environment/new.db" \
      "$environment/bin/airflow" db migrate >"$environment/migrate.log" 2>&1
    mv "$environment/new.db" "$environment/airflow.db"
  fi
}

fail() {
  echo "dev/$(basename "$0"): $1. Install Python 3.11 or newer, name it by PYTHON=..., or leave these tests out by ./mvnw -Dpython.skip." >&2
  exit 1
}
